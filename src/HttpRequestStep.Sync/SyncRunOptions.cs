namespace HttpRequestSteps.Sync;

/// <summary>How one run of a sync goes.</summary>
public sealed record SyncRunOptions
{
    /// <summary>The folder that holds the state of syncs; each has a folder of its own in it.</summary>
    /// <value>Default: <c>.httpstep</c> in the current folder.</value>
    public string StateDirectory { get; init; } = ".httpstep";

    /// <summary>The folder that relative paths of the definition begin at.</summary>
    /// <value>Default: the current folder.</value>
    public string? BaseDirectory { get; init; }

    /// <summary>Whether the guard lets the run pass, whatever it removes.</summary>
    /// <value>Default: false.</value>
    public bool Confirm { get; init; }

    /// <summary>Whether only counts and sample requests are made; nothing is sent and nothing is kept. A state that is there is used and left as it was.</summary>
    /// <value>Default: false.</value>
    public bool DryRun { get; init; }

    /// <summary>Told what the run does. Called from several threads.</summary>
    /// <value>Default: nobody.</value>
    public IProgress<SyncProgress>? Progress { get; init; }
}
