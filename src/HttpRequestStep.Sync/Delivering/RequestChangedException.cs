namespace HttpRequestSteps.Sync;

/// <summary>A request that may have been sent renders to other bytes now: the definition, a secret or the software is another.</summary>
internal sealed class RequestChangedException()
    : Exception("The request may have been sent before the last run was interrupted, and it would be another one now: its definition or a secret has changed. The next run sends the rows anew.");
