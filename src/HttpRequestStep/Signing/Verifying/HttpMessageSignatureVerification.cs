namespace HttpRequestSteps;

/// <summary>Verifies as RFC 9421 says: the key decides the algorithm, and what must be signed is what the definition signs.</summary>
internal sealed class HttpMessageSignatureVerification : ISignatureVerification
{
    private readonly SignatureComponents _required;
    private readonly string? _tag;
    private readonly IReadOnlyList<VerificationKey> _keys;

    private HttpMessageSignatureVerification(SignatureComponents required, string? tag, IReadOnlyList<VerificationKey> keys)
    {
        _required = required;
        _tag = tag;
        _keys = keys;
    }

    /// <summary>Makes the verification, or reports everything that stands in its way.</summary>
    public static HttpMessageSignatureVerification? Create(HttpMessageSignaturesSigning signing, IReadOnlyList<VerificationSecret> secrets, DefinitionContext context)
    {
        var errors = new List<DefinitionError>();
        SigningRules.CheckParameters(signing, new DefinitionContext("$", errors));
        foreach (var error in errors)
        {
            context.Report(error.Path[2..], error.Message);
        }

        if (signing.Tag is { } tag && !SigningRules.IsConstant(tag))
        {
            context.Report("tag", "A verifier renders no template.");
        }

        var keys = secrets.Select((secret, index) => VerificationKey.Create(index, secret, signing, context)).OfType<VerificationKey>().ToArray();
        return errors.Count > 0 || keys.Length < secrets.Count ? null : new HttpMessageSignatureVerification(SignatureComponents.Of(signing), signing.Tag?.Value, keys);
    }

    public VerificationResult Verify(ReceivedMessage message, SignatureAge age)
    {
        if (message.Headers.Joined("Signature-Input") is not { } input || message.Headers.Joined("Signature") is not { } signature)
        {
            return VerificationResult.Failed(VerificationFailure.MissingHeader, "The header \"Signature-Input\" or \"Signature\" is missing.");
        }

        if (ReceivedSignature.TryRead(input, signature) is not { Count: > 0 } signatures)
        {
            return VerificationResult.Failed(VerificationFailure.Malformed, "The headers \"Signature-Input\" and \"Signature\" hold no signature that can be read.");
        }

        // Of several, one that holds will do; else the one that came furthest says what is wrong.
        return signatures.Select(one => Judge(one, message, age)).OrderByDescending(static result => result.Failure ?? (VerificationFailure)int.MaxValue).First();
    }

    private VerificationResult Judge(ReceivedSignature signature, ReceivedMessage message, SignatureAge age)
    {
        var keys = _keys.Where(key => key.KeyId == signature.KeyId).ToArray();
        if (keys.Length == 0)
        {
            return VerificationResult.Failed(VerificationFailure.UnknownKey, "No signature names a key that is known.");
        }

        if (signature.Tag != _tag)
        {
            return VerificationResult.Failed(VerificationFailure.OtherTag, "The signature has another tag.");
        }

        if (signature.Algorithm is { } algorithm && (keys = [.. keys.Where(key => HttpSignatureAlgorithms.NameOf(key.Key.Algorithm) == algorithm)]).Length == 0)
        {
            return VerificationResult.Failed(VerificationFailure.OtherAlgorithm, "The signature names another algorithm than that of the key.");
        }

        return JudgeContent(signature, message) ?? JudgeSignature(signature, keys, message, age);
    }

    private VerificationResult? JudgeContent(ReceivedSignature signature, ReceivedMessage message)
    {
        foreach (var required in _required.For(!message.Body.IsEmpty))
        {
            if (!signature.Components.Contains(required))
            {
                return VerificationResult.Failed(VerificationFailure.NotCovered, $"The signature does not cover {required.Identifier}.");
            }
        }

        return signature.Components.Any(static component => component.IsContentDigest) && !ContentDigest.Matches(message.Header(SignatureComponent.ContentDigest), message.Body.Span)
            ? VerificationResult.Failed(VerificationFailure.OtherBody, "The body does not have the digest that was signed.")
            : null;
    }

    private static VerificationResult JudgeSignature(ReceivedSignature signature, VerificationKey[] keys, ReceivedMessage message, SignatureAge age)
    {
        if (SignatureBase.TryCreate(signature.Components, signature.Parameters, message, out _) is not { } signed)
        {
            return VerificationResult.Failed(VerificationFailure.NotCovered, "The request does not have a component that the signature names, or not just once.");
        }

        if (Array.Find(keys, key => key.Key.Verify(signed, signature.Value)) is not { } fitting)
        {
            return VerificationResult.Failed(VerificationFailure.NoMatch, "No signature fits any of the keys.");
        }

        return age.Refuses(signature.Created, signature.Expires) ?? VerificationResult.Valid(fitting.Index, signature.Created, signature.Nonce);
    }
}
