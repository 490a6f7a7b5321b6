namespace HttpRequestSteps.Sync;

/// <summary>What an answer, or its absence, means for all the rows of a request.</summary>
internal enum PieceOutcome
{
    /// <summary>The destination took it; its body may still say otherwise of single rows.</summary>
    Delivered,

    /// <summary>It refused the rows: to repeat them as they are is useless.</summary>
    Rejected,

    /// <summary>It refused the request for its size.</summary>
    TooLarge,

    /// <summary>It asks to wait: the attempt does not count.</summary>
    Throttled,

    /// <summary>It would refuse any request: credentials, address or method are wrong.</summary>
    Refused,

    /// <summary>Nothing was sent, or it answered that it could not; a repetition may help.</summary>
    Undelivered,

    /// <summary>It was sent, and whether it arrived is not known.</summary>
    Ambiguous,

    /// <summary>The run was cancelled.</summary>
    Cancelled,
}
