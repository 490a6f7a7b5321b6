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

    public IReadOnlyList<DefinitionError> Errors { get; init; } = [];
}
