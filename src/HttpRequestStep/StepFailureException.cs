namespace HttpRequestSteps;

/// <summary>A failure on its way from where it happened to the result. Never leaves the library.</summary>
internal sealed class StepFailureException : Exception
{
    public StepFailureException(FailureKind kind, DeliveryCertainty delivery, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Delivery = delivery;
    }

    public FailureKind Kind { get; }

    public DeliveryCertainty Delivery { get; }

    /// <summary>Whether it is about the way to a token endpoint, not about the step's own.</summary>
    public bool IsOfToken { get; init; }

    /// <summary>When to come back.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public IReadOnlyList<DefinitionError> Errors { get; init; } = [];
}
