namespace HttpRequestSteps;

/// <summary>A key with its algorithm. Immutable, so that one may serve many signatures at once.</summary>
internal abstract class SignatureKey(HttpSignatureAlgorithm algorithm)
{
    public HttpSignatureAlgorithm Algorithm => algorithm;

    public abstract byte[] Sign(byte[] data);

    /// <summary>Whether the signature is that of the data, the whole of it.</summary>
    public abstract bool Verify(byte[] data, byte[] signature);
}
