namespace HttpRequestSteps;

/// <summary>A secret that a verifier accepts, or the public key of a sender.</summary>
/// <param name="value">The shared secret, as the sender has it; or a key in PEM, public or private, of HTTP message signatures.</param>
/// <param name="keyId">The name under which HTTP message signatures use it. Default: that of the signing.</param>
public sealed class VerificationSecret(string value, string? keyId = null)
{
    /// <summary>The name under which HTTP message signatures use it; null for that of the signing.</summary>
    public string? KeyId => keyId;

    internal string Value { get; } = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>A secret without a name.</summary>
    public static implicit operator VerificationSecret(string value) => new(value);

    /// <summary>A secret without a name.</summary>
    public static VerificationSecret FromString(string value) => new(value);

    /// <summary>Nothing of the secret.</summary>
    public override string ToString() => Redaction.Mask;
}
