namespace HttpRequestSteps;

/// <summary>What stands where a secret was.</summary>
internal static class Redaction
{
    public const string Mask = "***";
}
