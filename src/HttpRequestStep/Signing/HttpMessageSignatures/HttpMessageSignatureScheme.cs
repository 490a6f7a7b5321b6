using System.Buffers.Text;
using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>Signs as RFC 9421 says.</summary>
internal sealed class HttpMessageSignatureScheme(HttpMessageSignaturesSigning signing, CompiledTexts texts) : ISignatureScheme
{
    private const int MaxKeys = 100;
    private const int NonceLength = 16;

    private readonly SignatureComponents _components = SignatureComponents.Of(signing);
    private readonly CompiledText _keyId = texts.Find(signing.KeyId);
    private readonly CompiledText? _secret = texts.TryFind(signing.Secret);
    private readonly CompiledText? _privateKey = texts.TryFind(signing.PrivateKey);
    private readonly CompiledText? _tag = texts.TryFind(signing.Tag);

    // Opening a PEM text costs more than many a signature.
    private readonly RecentlyUsed<string, SignatureKey> _keys = new(MaxKeys);

    public async ValueTask SignAsync(SigningContext context, CancellationToken cancellationToken)
    {
        var key = FindKey(context);
        var components = _components.For(context.Body is not null);
        if (components.Any(static component => component.IsContentDigest))
        {
            context.Set(ContentDigest.Header, await ContentDigest.OfAsync(context.Body, cancellationToken).ConfigureAwait(false));
        }

        var parameters = Parameters(components, context).ToString();
        var signed = SignatureBase.TryCreate(components, parameters, new OutgoingMessage(context.Message), out var missing)
            ?? throw new StepAuthenticationException($"No signature: the request does not have the component {missing!.Identifier}, or not just once.");
        context.Set("Signature-Input", $"{signing.Label}={parameters}");
        context.Set("Signature", $"{signing.Label}={StructuredFieldWriter.Bytes(key.Sign(signed))}");
    }

    private SignatureParameters Parameters(IReadOnlyList<SignatureComponent> components, SigningContext context) => new()
    {
        Components = components,
        Created = context.Now.ToUnixTimeSeconds(),
        Expires = signing.Expires is { } expires ? (context.Now + expires).ToUnixTimeSeconds() : null,
        KeyId = Quotable(_keyId, context),
        Nonce = signing.Nonce ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceLength)) : null,
        Tag = _tag is null ? null : Quotable(_tag, context),
    };

    private static string Quotable(CompiledText text, SigningContext context) => context.Render.Render(text) is { Length: > 0 } value && StructuredFieldWriter.CanQuote(value)
        ? value
        : throw new StepAuthenticationException($"The text in {text.Path} is empty or holds a character outside printable ASCII.");

    private SignatureKey FindKey(SigningContext context)
    {
        if (_secret is not null)
        {
            return SignatureKeys.OfSecret(context.Secret(_secret), signing.SecretEncoding);
        }

        var pem = context.Secret(_privateKey!);
        var tag = SecretTag.Of(pem);
        if (_keys.Find(tag) is { } known)
        {
            return known;
        }

        var key = SignatureKeys.OfPem(pem, signing.Algorithm, mustSign: true);
        _keys.Change(tag, _ => key);
        return key;
    }
}
