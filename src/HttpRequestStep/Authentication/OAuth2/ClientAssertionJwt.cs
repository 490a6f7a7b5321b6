using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The assertion with which a client proves who it is by its private key (RFC 7523): RS256, or ES256/384/512 by the curve of the key.</summary>
internal static class ClientAssertionJwt
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <exception cref="StepAuthenticationException">The key cannot be used.</exception>
    public static string Create(string privateKey, string? keyId, string clientId, string audience, DateTimeOffset now)
    {
        using var key = Load(privateKey);
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
        return $"{signed}.{Base64Url.EncodeToString(Sign(key, System.Text.Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Why the key cannot be used, or null.</summary>
    public static string? Refuses(string privateKey)
    {
        try
        {
            using var key = Load(privateKey);
            _ = AlgorithmOf(key);
            return null;
        }
        catch (StepAuthenticationException exception)
        {
            return exception.Message;
        }
    }

    private static AsymmetricAlgorithm Load(string pem) => TryLoad(RSA.Create(), static (key, text) => key.ImportFromPem(text), pem)
        ?? TryLoad(ECDsa.Create(), static (key, text) => key.ImportFromPem(text), pem)
        ?? throw new StepAuthenticationException("The private key is not an RSA or elliptic-curve key in PEM, without a password.");

    private static AsymmetricAlgorithm? TryLoad<T>(T key, Action<T, string> import, string pem)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key, pem);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private static string AlgorithmOf(AsymmetricAlgorithm key) => (key, key.KeySize) switch
    {
        (RSA, >= 2048) => "RS256",
        (RSA, _) => throw new StepAuthenticationException("The private key has fewer than 2048 bits."),
        (_, 256) => "ES256",
        (_, 384) => "ES384",
        (_, 521) => "ES512",
        _ => throw new StepAuthenticationException("The curve of the private key is not P-256, P-384 or P-521."),
    };

    private static byte[] Sign(AsymmetricAlgorithm key, byte[] data) => key is RSA rsa
        ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : ((ECDsa)key).SignData(data, key.KeySize switch { 256 => HashAlgorithmName.SHA256, 384 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 });

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
