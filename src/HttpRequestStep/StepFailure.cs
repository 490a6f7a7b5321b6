namespace HttpRequestSteps;

/// <summary>Why a step failed.</summary>
public sealed record StepFailure
{
    /// <summary>The kind, from the closed list.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>How certain it is whether the server has seen the request: that of the last attempt, but never <see cref="DeliveryCertainty.NotSent"/> when an earlier attempt was sent.</summary>
    public required DeliveryCertainty Delivery { get; init; }

    /// <summary>One sentence for the person who configured the step, secrets redacted.</summary>
    public required string Message { get; init; }

    /// <summary>When to come back: a Retry-After that did not fit into the total timeout, or the trial of an open circuit.</summary>
    /// <value>Default: none.</value>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Every error of an invalid definition.</summary>
    /// <value>Default: empty.</value>
    public IReadOnlyList<DefinitionError> Errors { get; init; } = [];

    /// <summary>Whether it is about the way to a token endpoint.</summary>
    internal bool IsOfToken { get; init; }
}
