namespace HttpRequestSteps.Sync;

/// <summary>Another run holds the state of the sync.</summary>
public sealed class SyncBusyException : Exception
{
    /// <summary>Another run holds the state.</summary>
    public SyncBusyException()
    {
    }

    /// <summary>Another run holds the state.</summary>
    public SyncBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Another run holds the state, and what showed it.</summary>
    public SyncBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
