namespace HttpRequestSteps;

/// <summary>Finds the scheme of a signing definition.</summary>
internal static class SignatureSchemes
{
    public static ISignatureScheme? Of(StepSigning? signing, CompiledTexts texts) => signing switch
    {
        null => null,
        HttpMessageSignaturesSigning http => new HttpMessageSignatureScheme(http, texts),
        SecretSigning secret => new HmacScheme(HmacShape.Of(secret), texts.Find(secret.Secret), texts),
        _ => throw new ArgumentException($"{signing.GetType().Name} is not a signing of this library.", nameof(signing)),
    };
}
