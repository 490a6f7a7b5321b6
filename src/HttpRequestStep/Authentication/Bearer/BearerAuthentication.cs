namespace HttpRequestSteps;

/// <summary>A token in the <c>Authorization</c> header (RFC 6750). Type <c>bearer</c>.</summary>
public sealed record BearerAuthentication : StepAuthentication
{
    /// <summary>The token; always redacted.</summary>
    public required Text Token { get; init; }
}
