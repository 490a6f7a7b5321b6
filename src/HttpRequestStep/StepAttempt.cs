namespace HttpRequestSteps;

/// <summary>One pass of the retry loop, as it happened.</summary>
public sealed record StepAttempt
{
    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The status of the answer, or null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it failed, or null when it succeeded.</summary>
    public FailureKind? Kind { get; init; }

    /// <summary>How certain it is whether the server has seen this attempt.</summary>
    public required DeliveryCertainty Delivery { get; init; }

    /// <summary>From its start to the last byte read.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The wait before the next attempt, or null when there was none.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Why it was tried again, or why it was not although the definition asks for it; null when there was nothing to try again.</summary>
    public string? RetryReason { get; init; }
}
