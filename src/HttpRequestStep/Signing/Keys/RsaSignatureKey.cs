using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>An RSA key, with the padding of its algorithm.</summary>
internal sealed class RsaSignatureKey(HttpSignatureAlgorithm algorithm, RSAParameters key) : SignatureKey(algorithm)
{
    private HashAlgorithmName Hash => Algorithm == HttpSignatureAlgorithm.RsaPssSha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    private RSASignaturePadding Padding => Algorithm == HttpSignatureAlgorithm.RsaPssSha512 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    public override byte[] Sign(byte[] data)
    {
        using var rsa = RSA.Create(key);
        return rsa.SignData(data, Hash, Padding);
    }

    public override bool Verify(byte[] data, byte[] signature)
    {
        using var rsa = RSA.Create(key);
        return rsa.VerifyData(data, signature, Hash, Padding);
    }
}
