namespace HttpRequestSteps;

/// <summary>What follows an attempt.</summary>
/// <param name="Retry">Whether there is another.</param>
/// <param name="Delay">The wait before it.</param>
/// <param name="Reason">Why.</param>
/// <param name="RetryAt">When to come back instead, since the wait does not fit into the total timeout.</param>
internal readonly record struct AttemptVerdict(bool Retry, TimeSpan Delay, string? Reason, DateTimeOffset? RetryAt)
{
    public static AttemptVerdict Final => default;
}
