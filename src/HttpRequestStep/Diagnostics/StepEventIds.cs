namespace HttpRequestSteps;

/// <summary>The ids of log events; never reused.</summary>
internal static class StepEventIds
{
    public const int Succeeded = 1;
    public const int Failed = 2;
    public const int SettingsRefused = 3;
    public const int CertificateExpires = 4;
    public const int Unverified = 5;
    public const int CircuitOpened = 6;
    public const int CircuitClosed = 7;
}
