namespace HttpRequestSteps.Tests.Faults;

/// <summary>A further test of a row of the fault matrix, in a network of its own; skipped where the machine gives none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = OwnNetwork.Missing;
}
