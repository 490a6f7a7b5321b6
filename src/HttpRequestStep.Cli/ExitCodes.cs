namespace HttpRequestSteps.Cli;

/// <summary>What a script can rely on (DEFINITIONS section 4).</summary>
internal static class ExitCodes
{
    public const int Succeeded = 0;
    public const int Failed = 1;
    public const int Invalid = 2;

    /// <summary>A sync ended with rows that are not delivered.</summary>
    public const int Undelivered = 3;

    /// <summary>A guard stopped a sync before its first request.</summary>
    public const int Guarded = 4;

    public const int Cancelled = 130;
}
