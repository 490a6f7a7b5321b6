namespace HttpRequestSteps.Cli;

/// <summary>Standard output cannot be written, for example because its disk is full; exit code 1.</summary>
internal sealed class StandardOutputException(Exception exception) : Exception($"Standard output cannot be written: {(exception.InnerException ?? exception).Message}.", exception);
