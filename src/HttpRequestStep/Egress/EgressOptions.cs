namespace HttpRequestSteps;

/// <summary>Which hosts and addresses steps may reach. By default every address that is globally reachable, and no other.</summary>
public sealed class EgressOptions
{
    /// <summary>Whether private, loopback and other special addresses may be reached. Never a metadata endpoint.</summary>
    /// <value>Default: false.</value>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Addresses or networks (CIDR), each with an optional port, that may be reached though they are special: <c>10.1.0.0/16:8080</c>.</summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedNetworks { get; set; } = [];

    /// <summary>If not empty, only these hosts: <c>name</c> or <c>*.name</c>, with an optional port.</summary>
    /// <value>Default: empty.</value>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Hosts that may not be reached: <c>name</c> or <c>*.name</c>, with an optional port.</summary>
    /// <value>Default: empty.</value>
    public IList<string> BlockedHosts { get; set; } = [];

    /// <summary>If not empty, only these ports.</summary>
    /// <value>Default: empty.</value>
    public IList<int> AllowedPorts { get; set; } = [];

    /// <summary>Whether unencrypted http may be used.</summary>
    /// <value>Default: true.</value>
    public bool AllowHttp { get; set; } = true;

    /// <summary>Whether a definition may call servers without verifying their certificate. Whoever sits on the way can then read and change everything.</summary>
    /// <value>Default: false.</value>
    public bool AllowUnverifiedTls { get; set; }

    /// <summary>Whether a definition may set the header <c>Host</c>. The host name of TLS is then taken from it too, and no longer from the URL.</summary>
    /// <value>Default: false.</value>
    public bool AllowHostHeader { get; set; }
}
