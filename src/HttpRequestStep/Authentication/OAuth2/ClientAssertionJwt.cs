using System.Buffers.Text;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The assertion with which a client proves who it is by its private key (RFC 7523): RS256, ES256, ES384 or EdDSA, by the key.</summary>
internal static class ClientAssertionJwt
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <exception cref="StepAuthenticationException">The key cannot be used.</exception>
    public static string Create(string privateKey, string? keyId, string clientId, string audience, DateTimeOffset now)
    {
        var key = Load(privateKey);
        var head = Encode(writer =>
        {
            writer.WriteString("alg", AlgorithmOf(key));
            writer.WriteString("typ", "JWT");
            if (keyId is not null)
            {
                writer.WriteString("kid", keyId);
            }
        });
        var claims = Encode(writer =>
        {
            writer.WriteString("iss", clientId);
            writer.WriteString("sub", clientId);
            writer.WriteString("aud", audience);
            writer.WriteString("jti", Guid.NewGuid().ToString("N"));
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("nbf", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
        });
        var signed = $"{head}.{claims}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(System.Text.Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Why the key cannot be used, or null.</summary>
    public static string? Refuses(string privateKey) => SignatureKeys.Refuses(privateKey, null);

    /// <summary>Authorization servers know RSA with the older padding; few know PSS.</summary>
    private static SignatureKey Load(string privateKey)
    {
        var key = SignatureKeys.OfPem(privateKey, null, mustSign: true);
        return key.Algorithm == HttpSignatureAlgorithm.RsaPssSha512 ? SignatureKeys.OfPem(privateKey, HttpSignatureAlgorithm.RsaV15Sha256, mustSign: true) : key;
    }

    private static string AlgorithmOf(SignatureKey key) => key.Algorithm switch
    {
        HttpSignatureAlgorithm.EcdsaP256Sha256 => "ES256",
        HttpSignatureAlgorithm.EcdsaP384Sha384 => "ES384",
        HttpSignatureAlgorithm.Ed25519 => "EdDSA",
        _ => "RS256",
    };

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
