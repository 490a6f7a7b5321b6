namespace HttpRequestSteps;

/// <summary>What follows an attempt.</summary>
/// <param name="Retry">Whether there is another.</param>
/// <param name="Delay">The wait before it.</param>
/// <param name="Reason">Why, or why not although it was wanted.</param>
/// <param name="RetryAt">When to come back instead, since the wait does not fit into the total timeout, or since the circuit is open.</param>
internal readonly record struct AttemptVerdict(bool Retry, TimeSpan Delay, string? Reason, DateTimeOffset? RetryAt)
{
    /// <summary>The budget of the destination has no retry left.</summary>
    public static AttemptVerdict Denied { get; } = new(false, default, "no retry: the retry budget of the destination is spent", null);

    public static AttemptVerdict Final => default;
}
