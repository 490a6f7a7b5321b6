namespace HttpRequestSteps;

/// <summary>How an attempt ended, as retry and continue strategies judge it.</summary>
/// <param name="StatusCode">The status of the answer, or null when there was none.</param>
/// <param name="Kind">Why it failed, or null when it succeeded.</param>
/// <param name="Delivery">How certain it is whether the server has seen it.</param>
/// <param name="Method">The method of the request.</param>
/// <param name="Number">Which attempt it was, from 1.</param>
public readonly record struct AttemptOutcome(int? StatusCode, FailureKind? Kind, DeliveryCertainty Delivery, HttpMethod Method, int Number)
{
    /// <summary>5xx, and failures without a status: connect, DNS, TLS, timeout, reset, proxy, unreadable.</summary>
    public bool IsServerError => Kind switch
    {
        null => false,
        FailureKind.Status => StatusCode >= 500,
        FailureKind.Connect or FailureKind.Dns or FailureKind.Tls or FailureKind.Timeout or FailureKind.Reset or FailureKind.Proxy or FailureKind.Unreadable => true,
        _ => false,
    };

    /// <summary>4xx, and 3xx that were not followed.</summary>
    public bool IsClientError => Kind == FailureKind.Status && StatusCode is >= 300 and < 500;

    /// <summary>Server errors, and 408, 425 and 429.</summary>
    public bool IsTransient => IsServerError || (Kind == FailureKind.Status && StatusCode is 408 or 425 or 429) || Kind == FailureKind.RateLimited;

    /// <summary>What can never get better by itself: blocked, template, invalid, too large, schema, cancelled.</summary>
    public bool IsHopeless => Kind is FailureKind.Blocked or FailureKind.Template or FailureKind.Invalid or FailureKind.TooLarge or FailureKind.Schema or FailureKind.Cancelled;
}
