namespace HttpRequestSteps;

/// <summary>The names of the built-in rate limiters.</summary>
public static class RateLimiterNames
{
    /// <summary>Kept in this process, exact in any sliding window.</summary>
    public const string Local = "local";
}
