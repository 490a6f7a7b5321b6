using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>What an HMAC signs, with what, and where it is written. The presets are rows of one table, read by the signer and the verifier alike.</summary>
internal sealed record HmacShape(string Header, Text Payload, Text Format)
{
    private const string WebhookSecretPrefix = "whsec_";

    private static readonly HmacSigning Default = new() { Secret = string.Empty };

    public HmacAlgorithm Algorithm { get; init; }

    public SignatureEncoding Encoding { get; init; }

    public string? TimestampHeader { get; init; }

    public string? IdHeader { get; init; }

    /// <summary>Whether the secret is that of Standard Webhooks: <c>whsec_</c> and base64.</summary>
    public bool IsWebhookSecret { get; init; }

    /// <summary>The characters of a written signature.</summary>
    public int SignatureLength => Encoding == SignatureEncoding.Hex ? DigestLength * 2 : (DigestLength + 2) / 3 * 4;

    private int DigestLength => Algorithm switch
    {
        HmacAlgorithm.Sha512 => SHA512.HashSizeInBytes,
        HmacAlgorithm.Sha1 => SHA1.HashSizeInBytes,
        _ => SHA256.HashSizeInBytes,
    };

    public static HmacShape Of(SecretSigning signing) => signing switch
    {
        HmacSigning hmac => new(hmac.Header, hmac.Payload, hmac.Format) { Algorithm = hmac.Algorithm, Encoding = hmac.Encoding, TimestampHeader = hmac.TimestampHeader },
        PersonaSigning => new("Persona-Signature", Default.Payload, Default.Format),
        StripeSigning => new("Stripe-Signature", Default.Payload, Default.Format),
        GitHubSigning => new("X-Hub-Signature-256", "{{ body }}", "sha256={{ signature }}"),
        StandardWebhooksSigning => new("webhook-signature", "{{ id }}.{{ timestamp }}.{{ body }}", "v1,{{ signature }}")
        {
            Encoding = SignatureEncoding.Base64,
            TimestampHeader = "webhook-timestamp",
            IdHeader = "webhook-id",
            IsWebhookSecret = true,
        },
        _ => throw new ArgumentException($"{signing.GetType().Name} is not an HMAC signing of this library.", nameof(signing)),
    };

    /// <summary>The bytes of a secret, or what of it is not as the scheme wants it.</summary>
    public byte[]? TryKey(string secret, out string reason)
    {
        // Everybody can sign with an empty key.
        var key = IsWebhookSecret ? Decode(secret) : System.Text.Encoding.UTF8.GetBytes(secret);
        reason = key is null ? "is not base64 (Standard Webhooks: whsec_ and base64)" : "is empty: there is no key in it";
        return key is { Length: > 0 } ? key : null;
    }

    public string Write(ReadOnlySpan<byte> digest) => Encoding == SignatureEncoding.Hex ? Convert.ToHexStringLower(digest) : Convert.ToBase64String(digest);

    public IncrementalHash CreateHash(byte[] key) => IncrementalHash.CreateHMAC(
        Algorithm switch
        {
            HmacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
            HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
            _ => HashAlgorithmName.SHA256,
        },
        key);

    private static byte[]? Decode(string secret)
    {
        var base64 = secret.StartsWith(WebhookSecretPrefix, StringComparison.Ordinal) ? secret[WebhookSecretPrefix.Length..] : secret;
        var key = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, key, out var length) ? key[..length] : null;
    }
}
