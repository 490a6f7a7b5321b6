using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>A shared secret.</summary>
internal sealed class HmacSignatureKey(byte[] secret) : SignatureKey(HttpSignatureAlgorithm.HmacSha256)
{
    public override byte[] Sign(byte[] data) => HMACSHA256.HashData(secret, data);

    public override bool Verify(byte[] data, byte[] signature) => CryptographicOperations.FixedTimeEquals(Sign(data), signature);
}
