namespace HttpRequestSteps;

/// <summary>What a verifier says about a request.</summary>
public sealed record VerificationResult
{
    private VerificationResult()
    {
    }

    /// <summary>Whether the request is what the owner of the secret has sent.</summary>
    public bool IsValid => Failure is null;

    /// <summary>Why it is not, or null.</summary>
    public VerificationFailure? Failure { get; private init; }

    /// <summary>A sentence for the log; it holds no secret, no signature and nothing that the sender wrote.</summary>
    public string Message { get; private init; } = "The signature is valid.";

    /// <summary>Which of the secrets fits, counted from 0; null when none does.</summary>
    public int? SecretIndex { get; private init; }

    /// <summary>When the request was signed; null when the scheme does not say, or nothing fits.</summary>
    public DateTimeOffset? SignedAt { get; private init; }

    /// <summary>What tells the request from every other one: the id of Standard Webhooks, the nonce of an HTTP message signature; else null.</summary>
    public string? Id { get; private init; }

    internal static VerificationResult Valid(int secretIndex, long? signedAt, string? id) => new()
    {
        SecretIndex = secretIndex,
        SignedAt = signedAt is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        Id = id,
    };

    internal static VerificationResult Failed(VerificationFailure failure, string message) => new() { Failure = failure, Message = message };
}
