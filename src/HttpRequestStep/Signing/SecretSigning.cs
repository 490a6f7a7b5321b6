namespace HttpRequestSteps;

/// <summary>A signing with one secret that both sides know.</summary>
public abstract record SecretSigning : StepSigning
{
    /// <summary>The shared secret; always redacted.</summary>
    public required Text Secret { get; init; }
}
