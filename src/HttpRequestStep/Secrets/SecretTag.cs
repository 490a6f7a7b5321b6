using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Stands for a secret in the key of a cache: two secrets have two tags, and a tag tells nothing of its secret, which need not be kept for it.</summary>
internal static class SecretTag
{
    // Made anew with every process: a tag means nothing outside of it.
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static string Of(string secret) => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(secret)));
}
