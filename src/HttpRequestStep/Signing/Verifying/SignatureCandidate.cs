namespace HttpRequestSteps;

/// <summary>One of the signatures that a header holds.</summary>
/// <param name="Timestamp">The time beside it, or null when the header does not say.</param>
/// <param name="Signature">The signature as it is written.</param>
internal readonly record struct SignatureCandidate(string? Timestamp, string Signature);
