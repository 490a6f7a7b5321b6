namespace HttpRequestSteps;

/// <summary>How many retries a destination gets, all steps together: when it is down, retries must not multiply what it is sent.</summary>
/// <remarks>Counted over the last ten seconds, for a connection, or for an origin where a step has no connection. A retry that is denied leaves the last outcome as it is.</remarks>
public sealed record RetryBudget
{
    /// <summary>Whether there is a budget at all.</summary>
    /// <value>Default: true.</value>
    public bool? Enabled { get; init; }

    /// <summary>The retries for each first attempt of a step that may be tried again.</summary>
    /// <value>Default: 0.2, so that a destination that fails altogether is sent at most 1.2 times what it was to get.</value>
    public double? Ratio { get; init; }

    /// <summary>The retries a second that are always there, however few first attempts there are; those of ten seconds may come at once.</summary>
    /// <value>Default: 10.</value>
    public int? MinimumPerSecond { get; init; }
}
