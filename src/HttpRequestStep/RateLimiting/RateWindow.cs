namespace HttpRequestSteps;

/// <summary>At most <paramref name="Requests"/> in any span of time of length <paramref name="Per"/>.</summary>
internal readonly record struct RateWindow(int Requests, TimeSpan Per);
