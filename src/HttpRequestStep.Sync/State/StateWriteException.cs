namespace HttpRequestSteps.Sync;

/// <summary>A file of the state cannot be written: the disk is full, or gone. The source has no part in it.</summary>
internal sealed class StateWriteException(string file, Exception innerException) : IOException($"The file {file} of the sync's state cannot be written: {innerException.Message} Free the disk or mend it; the next run goes on.", innerException);
