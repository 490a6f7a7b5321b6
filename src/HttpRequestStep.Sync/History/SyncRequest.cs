namespace HttpRequestSteps.Sync;

/// <summary>A request of a run and its answer.</summary>
public sealed record SyncRequest
{
    /// <summary>The number of the run.</summary>
    public long Run { get; init; }

    /// <summary>When its answer was there.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The trigger.</summary>
    public ChangeKind Change { get; init; }

    /// <summary>How many rows it held.</summary>
    public int Rows { get; init; }

    /// <summary>The keys of its first rows.</summary>
    public string? Keys { get; init; }

    /// <summary>The method; null when no request could be made of the rows.</summary>
    public string? Method { get; init; }

    /// <summary>The URL.</summary>
    public string? Url { get; init; }

    /// <summary>Its headers, a line each.</summary>
    public IReadOnlyList<string> RequestHeaders { get; init; } = [];

    /// <summary>Its body as text.</summary>
    public string? RequestBody { get; init; }

    /// <summary>The status of the answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary><c>succeeded</c>, or the kind of the failure.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The headers of the answer, a line each.</summary>
    public IReadOnlyList<string> ResponseHeaders { get; init; } = [];

    /// <summary>The body of the answer as text.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}
