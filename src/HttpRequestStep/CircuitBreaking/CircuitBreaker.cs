namespace HttpRequestSteps;

/// <summary>When a connection that fails too often is left alone for a while, and how it is tried again: one request at a time.</summary>
/// <remarks>
/// 5xx and failures without a status count (connect, DNS, TLS, timeout, reset, proxy, unreadable); what tells nothing of the destination, such as a blocked or a cancelled request, counts neither as a failure nor as a success.
/// While the circuit is open a step fails at once with <see cref="FailureKind.RateLimited"/>, sends nothing, is not retried, and says in <see cref="StepFailure.RetryAt"/> when to come back.
/// </remarks>
public sealed record CircuitBreaker
{
    /// <summary>The share of attempts that must fail, greater than 0 and at most 1.</summary>
    /// <value>Default: 0.5.</value>
    public double? FailureRatio { get; init; }

    /// <summary>How many attempts there must be in <see cref="SamplingDuration"/> before their failures say anything; at least 2.</summary>
    /// <value>Default: 10.</value>
    public int? MinimumThroughput { get; init; }

    /// <summary>The time over which attempts are counted, from half a second to a day.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan? SamplingDuration { get; init; }

    /// <summary>How long nothing is sent, before one request is let through on trial; from half a second to a day.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan? BreakDuration { get; init; }
}
