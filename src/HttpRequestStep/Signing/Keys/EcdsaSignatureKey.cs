using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>A key on a NIST curve; signatures are the two numbers side by side, as RFC 9421 wants them.</summary>
internal sealed class EcdsaSignatureKey(HttpSignatureAlgorithm algorithm, ECParameters key) : SignatureKey(algorithm)
{
    private HashAlgorithmName Hash => Algorithm == HttpSignatureAlgorithm.EcdsaP384Sha384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;

    public override byte[] Sign(byte[] data)
    {
        using var ecdsa = ECDsa.Create(key);
        return ecdsa.SignData(data, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public override bool Verify(byte[] data, byte[] signature)
    {
        using var ecdsa = ECDsa.Create(key);
        return ecdsa.VerifyData(data, signature, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
