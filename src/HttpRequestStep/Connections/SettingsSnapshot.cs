namespace HttpRequestSteps;

/// <summary>The settings at one moment, validated and compiled; replaced as a whole when they change.</summary>
internal sealed class SettingsSnapshot
{
    public required HttpRequestStepsOptions Options { get; init; }

    public required EgressPolicy Egress { get; init; }

    public required IReadOnlyDictionary<string, ConnectionPlan> Connections { get; init; }

    /// <summary>The transport of everything without proxy and certificates: one instance, so that finding its sockets takes no look-up.</summary>
    public required TransportProfile DirectTransport { get; init; }
}
