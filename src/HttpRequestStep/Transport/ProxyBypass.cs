namespace HttpRequestSteps;

/// <summary>The hosts that are called without the proxy.</summary>
internal sealed class ProxyBypass : IEquatable<ProxyBypass>
{
    public static readonly ProxyBypass None = new(string.Empty, []);

    private readonly string _key;
    private readonly HostPattern[] _hosts;

    private ProxyBypass(string key, HostPattern[] hosts)
    {
        _key = key;
        _hosts = hosts;
    }

    public static ProxyBypass Of(IReadOnlyList<string>? hosts) =>
        hosts is null or { Count: 0 } ? None : new ProxyBypass(string.Join(',', hosts), [.. hosts.Select(HostPattern.TryParse).OfType<HostPattern>()]);

    /// <summary>Here a host without a port is meant with every port.</summary>
    public bool Covers(Uri uri) => Array.Exists(_hosts, host => (host with { Port = host.Port ?? uri.Port }).Matches(uri));

    public bool Equals(ProxyBypass? other) => other is not null && other._key == _key;

    public override bool Equals(object? obj) => Equals(obj as ProxyBypass);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
