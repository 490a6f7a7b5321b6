namespace HttpRequestSteps;

/// <summary>What the host application wrote about destinations; <see cref="EgressPolicy.Create"/> checks it.</summary>
internal sealed record EgressRules(
    bool AllowPrivateNetworks,
    IReadOnlyList<string> AllowedNetworks,
    IReadOnlyList<string> AllowedHosts,
    IReadOnlyList<string> BlockedHosts,
    IReadOnlyList<int> AllowedPorts,
    bool AllowHttp)
{
    /// <summary>Every public destination, over http as well, and nothing else.</summary>
    public static EgressRules Default { get; } = new(false, [], [], [], [], true);
}
