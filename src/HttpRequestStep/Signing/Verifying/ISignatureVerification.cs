namespace HttpRequestSteps;

/// <summary>The other side of an <see cref="ISignatureScheme"/>.</summary>
internal interface ISignatureVerification
{
    VerificationResult Verify(ReceivedMessage message, SignatureAge age);
}
