namespace HttpRequestSteps;

/// <summary>One of the keys that a verifier of HTTP message signatures accepts.</summary>
/// <param name="Index">Its place among the secrets.</param>
/// <param name="KeyId">The name under which signatures use it.</param>
/// <param name="Key">The key.</param>
internal sealed record VerificationKey(int Index, string KeyId, SignatureKey Key)
{
    /// <summary>Opens a secret, or reports why it cannot be.</summary>
    public static VerificationKey? Create(int index, VerificationSecret secret, HttpMessageSignaturesSigning signing, DefinitionContext context)
    {
        if (secret.KeyId is null && !SigningRules.IsConstant(signing.KeyId))
        {
            context.Report("keyId", "A verifier renders no template: give each secret its key id.");
            return null;
        }

        try
        {
            return new VerificationKey(index, secret.KeyId ?? signing.KeyId.Value, Open(secret.Value, signing));
        }
        catch (StepAuthenticationException exception)
        {
            context.Report(PemKey.IsPem(secret.Value) ? "privateKey" : "secret", exception.Message);
            return null;
        }
    }

    /// <summary>A key is never taken for a shared secret: who has a public key could then sign with it.</summary>
    private static SignatureKey Open(string value, HttpMessageSignaturesSigning signing)
    {
        if (PemKey.IsPem(value))
        {
            return signing.Secret is null && signing.Algorithm != HttpSignatureAlgorithm.HmacSha256
                ? SignatureKeys.OfPem(value, signing.Algorithm, mustSign: false)
                : throw new StepAuthenticationException("A key in PEM cannot be the shared secret of hmac-sha256.");
        }

        return signing.PrivateKey is null && signing.Algorithm is null or HttpSignatureAlgorithm.HmacSha256 && value.Length > 0
            ? SignatureKeys.OfSecret(value, signing.SecretEncoding)
            : throw new StepAuthenticationException("A secret is empty, or not the key in PEM that the algorithm needs.");
    }
}
