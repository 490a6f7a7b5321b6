namespace HttpRequestSteps.Sync;

/// <summary>A file of the state cannot be written: the disk is full, or gone, or another program holds it. The source has no part in it.</summary>
internal sealed class StateWriteException(string file, Exception innerException, string remedy = "Free the disk or mend it") : IOException($"The file {file} of the sync's state cannot be written: {innerException.Message} {remedy}; the next run goes on.", innerException);
