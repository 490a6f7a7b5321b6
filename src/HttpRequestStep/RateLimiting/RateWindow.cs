namespace HttpRequestSteps;

/// <summary>At most <paramref name="Requests"/> in any span of time of length <paramref name="Per"/>.</summary>
internal readonly record struct RateWindow(int Requests, TimeSpan Per)
{
    /// <summary>
    /// A request arrives at some time between its permit and its answer. A permit counts from when its lease is disposed of, so that the window also holds
    /// for whoever receives the requests; but no longer than this after it was granted, on average.
    /// </summary>
    /// <value>Default: none; a permit counts from when it was granted.</value>
    public TimeSpan Underway { get; init; }

    /// <summary>Whether permits are spread over the window instead of granted as soon as they are free: what gets there late must not fall in with a burst.</summary>
    public bool IsPaced { get; init; }
}
