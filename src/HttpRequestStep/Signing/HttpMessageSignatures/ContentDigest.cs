using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>The header that ties a body to a signature (RFC 9530).</summary>
internal static class ContentDigest
{
    public const string Header = "Content-Digest";

    /// <summary>The value of the header for the exact bytes of a body; no body has the digest of no bytes.</summary>
    public static async ValueTask<string> OfAsync(RenderedBody? body, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (body is not null)
        {
            await body.HashAsync(hash, cancellationToken).ConfigureAwait(false);
        }

        return $"sha-256={StructuredFieldWriter.Bytes(hash.GetHashAndReset())}";
    }

    /// <summary>Whether a received header is about this body: it has a strong digest, and every one that is known fits.</summary>
    public static bool Matches(string? header, ReadOnlySpan<byte> body)
    {
        if (header is null || !StructuredFieldReader.TryDictionary(header, out var digests))
        {
            return false;
        }

        var isKnown = false;
        foreach (var (name, item) in digests)
        {
            if (Compute(name, body) is { } expected)
            {
                isKnown = true;
                if (item.Value is not byte[] digest || !CryptographicOperations.FixedTimeEquals(expected, digest))
                {
                    return false;
                }
            }
        }

        return isKnown;
    }

    private static byte[]? Compute(string name, ReadOnlySpan<byte> body) => name switch
    {
        "sha-256" => SHA256.HashData(body),
        "sha-512" => SHA512.HashData(body),
        _ => null,
    };
}
