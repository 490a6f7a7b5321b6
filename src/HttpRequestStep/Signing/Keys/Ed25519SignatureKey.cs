using Ed25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace HttpRequestSteps;

/// <summary>A key of Ed25519, which the framework does not have (docs/decisions/0007-ed25519.md).</summary>
internal sealed class Ed25519SignatureKey : SignatureKey
{
    private readonly byte[]? _privateKey;
    private readonly byte[] _publicKey;

    private Ed25519SignatureKey(byte[]? privateKey, byte[] publicKey)
        : base(HttpSignatureAlgorithm.Ed25519)
    {
        _privateKey = privateKey;
        _publicKey = publicKey;
    }

    public static Ed25519SignatureKey? OfPrivate(byte[] key)
    {
        if (key.Length != Ed25519.SecretKeySize)
        {
            return null;
        }

        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(key, 0, publicKey, 0);
        return new Ed25519SignatureKey(key, publicKey);
    }

    public static Ed25519SignatureKey? OfPublic(byte[] key) =>
        key.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFull(key, 0) ? new Ed25519SignatureKey(null, key) : null;

    public override byte[] Sign(byte[] data)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_privateKey, 0, _publicKey, 0, data, 0, data.Length, signature, 0);
        return signature;
    }

    public override bool Verify(byte[] data, byte[] signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, _publicKey, 0, data, 0, data.Length);
}
