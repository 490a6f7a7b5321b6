namespace HttpRequestSteps;

/// <summary>Why a received request does not hold. For the log of the receiver, not for the sender.</summary>
public enum VerificationFailure
{
    /// <summary>A header of the signature is missing.</summary>
    MissingHeader,

    /// <summary>A header of the signature is there more than once, and which one counts is not clear.</summary>
    AmbiguousHeader,

    /// <summary>A header of the signature, or the URL, cannot be read.</summary>
    Malformed,

    /// <summary>No signature names a key that is known.</summary>
    UnknownKey,

    /// <summary>The signature is for another application: it has another tag.</summary>
    OtherTag,

    /// <summary>The signature was made with another algorithm than that of the key.</summary>
    OtherAlgorithm,

    /// <summary>The signature leaves out something that must be signed.</summary>
    NotCovered,

    /// <summary>The body is not the one that was signed.</summary>
    OtherBody,

    /// <summary>No signature fits any of the secrets.</summary>
    NoMatch,

    /// <summary>The signature fits, and is too old.</summary>
    Expired,

    /// <summary>The signature fits, and is from the future.</summary>
    TooEarly,
}
