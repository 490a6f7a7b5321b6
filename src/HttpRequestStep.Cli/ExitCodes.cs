namespace HttpRequestSteps.Cli;

/// <summary>What a script can rely on (DEFINITIONS section 4).</summary>
internal static class ExitCodes
{
    public const int Succeeded = 0;
    public const int Failed = 1;
    public const int Invalid = 2;
    public const int Cancelled = 130;
}
