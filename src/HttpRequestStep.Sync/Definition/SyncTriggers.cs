namespace HttpRequestSteps.Sync;

/// <summary>What is sent when rows change. A kind of change without a trigger is taken as known and not sent.</summary>
public sealed record SyncTriggers
{
    /// <summary>For rows whose key was not known.</summary>
    /// <value>Default: none.</value>
    public SyncTrigger? Added { get; init; }

    /// <summary>For rows of which a compared column has another value.</summary>
    /// <value>Default: none.</value>
    public SyncTrigger? Changed { get; init; }

    /// <summary>For rows that are no longer there; <c>row</c> holds the row as it was last delivered.</summary>
    /// <value>Default: none.</value>
    public SyncTrigger? Removed { get; init; }

    internal SyncTrigger? Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => Added,
        ChangeKind.Changed => Changed,
        _ => Removed,
    };
}
