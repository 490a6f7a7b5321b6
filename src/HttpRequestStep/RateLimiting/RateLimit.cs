namespace HttpRequestSteps;

/// <summary>How many wire requests may start in any window of time, and how many may be under way.</summary>
public sealed record RateLimit
{
    /// <summary>The requests in any sliding window of <see cref="Per"/>; retries and redirect hops count.</summary>
    /// <value>Default: no bound.</value>
    public int? Requests { get; init; }

    /// <summary>The window.</summary>
    /// <value>Default: <see cref="RatePeriod.Second"/>.</value>
    public RatePeriod Per { get; init; }

    /// <summary>The requests under way at once, to the last byte of their answers.</summary>
    /// <value>Default: no bound.</value>
    public int? Concurrency { get; init; }
}
