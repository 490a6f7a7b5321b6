using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>A signing definition, compiled: what is signed, with what, and where it is written. The presets are rows of the same table.</summary>
internal sealed class HmacScheme
{
    private const string WebhookSecretPrefix = "whsec_";

    private readonly CompiledText _secret;
    private readonly HmacAlgorithm _algorithm;
    private readonly SignatureEncoding _encoding;
    private readonly string _header;
    private readonly CompiledText _payload;
    private readonly CompiledText _format;
    private readonly string? _timestampHeader;
    private readonly string? _idHeader;
    private readonly bool _isWebhookSecret;

    private HmacScheme(CompiledText secret, HmacSigning shape, CompiledText payload, CompiledText format, string? idHeader = null, bool isWebhookSecret = false)
    {
        _secret = secret;
        _algorithm = shape.Algorithm;
        _encoding = shape.Encoding;
        _header = shape.Header;
        _payload = payload;
        _format = format;
        _timestampHeader = shape.TimestampHeader;
        _idHeader = idHeader;
        _isWebhookSecret = isWebhookSecret;
    }

    public static HmacScheme Of(StepSigning signing, CompiledTexts texts)
    {
        var secret = texts.Find(signing.Secret);
        return signing switch
        {
            HmacSigning hmac => new HmacScheme(secret, hmac, texts.TryFind(hmac.Payload) ?? Fixed(hmac.Payload), texts.TryFind(hmac.Format) ?? Fixed(hmac.Format)),
            PersonaSigning => Preset(secret, new HmacSigning { Secret = signing.Secret, Header = "Persona-Signature" }),
            StripeSigning => Preset(secret, new HmacSigning { Secret = signing.Secret, Header = "Stripe-Signature" }),
            GitHubSigning => Preset(secret, new HmacSigning { Secret = signing.Secret, Header = "X-Hub-Signature-256", Payload = "{{ body }}", Format = "sha256={{ signature }}" }),
            _ => StandardWebhooks(secret, signing.Secret),
        };
    }

    /// <summary>Signs the message as it stands and adds the headers.</summary>
    public async ValueTask SignAsync(HttpRequestMessage message, RenderedRequest request, RenderContext render, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = Key(render.Render(_secret));
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var names = Names(message, request, timestamp);
        var digest = await HashAsync(key, names, message.Content is null ? null : request.Body, render, cancellationToken).ConfigureAwait(false);
        names["signature"] = _encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(digest) : Convert.ToBase64String(digest);
        Set(message, _header, _format.Render(render.Scope.With(names)));
        if (_timestampHeader is not null)
        {
            Set(message, _timestampHeader, timestamp);
        }

        if (_idHeader is not null)
        {
            Set(message, _idHeader, request.Id);
        }
    }

    private static HmacScheme Preset(CompiledText secret, HmacSigning shape) => new(secret, shape, Fixed(shape.Payload), Fixed(shape.Format));

    private static HmacScheme StandardWebhooks(CompiledText secret, Text text)
    {
        var shape = new HmacSigning { Secret = text, Header = "webhook-signature", Encoding = SignatureEncoding.Base64, TimestampHeader = "webhook-timestamp" };
        return new HmacScheme(secret, shape, Fixed("{{ id }}.{{ timestamp }}.{{ body }}"), Fixed("v1,{{ signature }}"), "webhook-id", isWebhookSecret: true);
    }

    private static CompiledText Fixed(Text text) => TemplateCompiler.Compile(text, "$.signing", static reason => throw new InvalidOperationException(reason))!;

    private static void Set(HttpRequestMessage message, string name, string value)
    {
        MessageHeaders.Set(message, name, HeaderRules.Checked(name, value, "$.signing"));
    }

    private static Dictionary<string, object?> Names(HttpRequestMessage message, RenderedRequest request, string timestamp)
    {
        var uri = message.RequestUri!;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["timestamp"] = timestamp,
            ["method"] = message.Method.Method,
            ["path"] = uri.AbsolutePath,
            ["query"] = uri.Query.TrimStart('?'),
            ["url"] = uri.AbsoluteUri,
            ["id"] = request.Id,
        };
    }

    private byte[] Key(string secret)
    {
        if (!_isWebhookSecret)
        {
            return Encoding.UTF8.GetBytes(secret);
        }

        var base64 = secret.StartsWith(WebhookSecretPrefix, StringComparison.Ordinal) ? secret[WebhookSecretPrefix.Length..] : secret;
        var key = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, key, out var length)
            ? key[..length]
            : throw new StepAuthenticationException("The signing secret is not base64 (Standard Webhooks: whsec_ and base64).");
    }

    private async ValueTask<byte[]> HashAsync(byte[] key, Dictionary<string, object?> names, RenderedBody? body, RenderContext render, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHMAC(Algorithm(), key);
        if (!_payload.PrintsAt("body", out var before, out var after))
        {
            // The body is used in an expression: it must be text.
            names["body"] = await ReadTextAsync(body, render.MaxRequestSize, cancellationToken).ConfigureAwait(false);
            hash.AppendData(Encoding.UTF8.GetBytes(_payload.Render(render.Scope.With(names))));
            return hash.GetHashAndReset();
        }

        // The exact bytes, without making text of them.
        var scope = render.Scope.With(names);
        hash.AppendData(Encoding.UTF8.GetBytes(CompiledText.Render(before, scope, _payload.Path)));
        if (body is not null)
        {
            await body.HashAsync(hash, cancellationToken).ConfigureAwait(false);
        }

        hash.AppendData(Encoding.UTF8.GetBytes(CompiledText.Render(after, scope, _payload.Path)));
        return hash.GetHashAndReset();
    }

    private static async ValueTask<string> ReadTextAsync(RenderedBody? body, long limit, CancellationToken cancellationToken)
    {
        if (body is null)
        {
            return string.Empty;
        }

        if (body.Memory is { } memory)
        {
            return Encoding.UTF8.GetString(memory.Span);
        }

        using var bytes = new MemoryStream();
        await body.WriteToAsync(new LimitedStream(bytes, limit, FailureKind.TooLarge, "the host's limit MaxRequestSize"), cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private HashAlgorithmName Algorithm() => _algorithm switch
    {
        HmacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        _ => HashAlgorithmName.SHA256,
    };
}
