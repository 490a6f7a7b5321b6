using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace HttpRequestSteps;

/// <summary>
/// Which hosts and addresses may be called. <see cref="CheckUri"/> runs before each hop, <see cref="CheckAddress"/> on the very address that is
/// dialled: a name proves nothing about where it leads. Refused first are metadata endpoints, then what is blocked, then what is not among the
/// allowed, then what is not public.
/// </summary>
internal sealed class EgressPolicy : IEquatable<EgressPolicy>
{
    private const string HowToAllow = "The host application can allow it (Egress: AllowedNetworks for one network, AllowPrivateNetworks for all; --allow-private on the command line).";

    private const string Blocked = "The destination is blocked by the host application (BlockedHosts).";

    private static readonly FrozenSet<string> MetadataNames = FrozenSet.ToFrozenSet(
    [
        "metadata.google.internal", "metadata.goog", "metadata", "instance-data", "instance-data.ec2.internal", "metadata.tencentyun.com",
    ]);

    private readonly EgressRules _rules;
    private readonly EgressNetwork[] _networks;
    private readonly EgressHost[] _allowedHosts;
    private readonly EgressHost[] _blockedHosts;
    private volatile AllowedOrigin? _lastAllowed;

    private EgressPolicy(EgressRules rules, EgressNetwork[] networks, EgressHost[] allowedHosts, EgressHost[] blockedHosts)
    {
        _rules = rules;
        _networks = networks;
        _allowedHosts = allowedHosts;
        _blockedHosts = blockedHosts;
        Key = KeyOf(rules, networks, allowedHosts, blockedHosts);
    }

    /// <summary>The same for policies that judge alike, however they were written. A socket opened under one policy must not serve another.</summary>
    public string Key { get; }

    /// <summary>Null when anything was reported; everything that is wrong is, with its path.</summary>
    public static EgressPolicy? Create(EgressRules rules, Action<string, string> report)
    {
        var sound = true;
        void Report(string path, string message)
        {
            sound = false;
            report(path, message);
        }

        var networks = Each(rules.AllowedNetworks, nameof(rules.AllowedNetworks), EgressNetwork.Parse, Report);
        var allowed = Each(rules.AllowedHosts, nameof(rules.AllowedHosts), EgressHost.Parse, Report);
        var blocked = Each(rules.BlockedHosts, nameof(rules.BlockedHosts), EgressHost.Parse, Report);
        CheckPorts(rules.AllowedPorts, Report);
        return sound ? new EgressPolicy(rules, networks, allowed, blocked) : null;
    }

    /// <summary>Judges all that a URL tells before anything is resolved.</summary>
    public EgressVerdict CheckUri(Uri uri, bool viaProxy = false)
    {
        // Steps call the same origin over and over; what was allowed by its name a moment ago still is.
        if (_lastAllowed is { } last && !viaProxy && last.Covers(uri))
        {
            return EgressVerdict.Allow;
        }

        var verdict = Judge(uri, viaProxy);
        if (verdict.Allowed && !viaProxy)
        {
            _lastAllowed = new AllowedOrigin(uri.Scheme, uri.Host, uri.Port);
        }

        return verdict;
    }

    /// <summary>Judges an address that is about to be dialled.</summary>
    public EgressVerdict CheckAddress(IPAddress address, int port)
    {
        var kind = SpecialPurposeAddresses.Classify(address);
        var plain = SpecialPurposeAddresses.Plain(address);
        if (kind == AddressClass.Metadata)
        {
            return Metadata();
        }

        if (_blockedHosts.Any(rule => rule.Matches(plain, port)))
        {
            return EgressVerdict.Refuse(Blocked);
        }

        return kind == AddressClass.Global || IsOpened(address, plain, port)
            ? EgressVerdict.Allow
            : EgressVerdict.Refuse($"The destination is not a public address. {HowToAllow}");
    }

    public bool Equals(EgressPolicy? other) => other is not null && other.Key == Key;

    public override bool Equals(object? obj) => Equals(obj as EgressPolicy);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    private EgressVerdict Judge(Uri uri, bool viaProxy)
    {
        if (UrlProblem(uri) is { } problem)
        {
            return EgressVerdict.Refuse(problem);
        }

        return HostName.Of(uri) is { } host ? CheckHost(host, uri.Port, viaProxy) : EgressVerdict.Refuse("The URL's host is not a valid name or address.");
    }

    private string? UrlProblem(Uri uri) =>
        !uri.IsAbsoluteUri ? "A relative URL has no destination."
        : uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp ? "Only http and https URLs can be called."
        : uri.Scheme == Uri.UriSchemeHttp && !_rules.AllowHttp ? "Plain http is not allowed by the host application (AllowHttp); use https."
        : uri.UserInfo.Length > 0 ? "A URL must not contain a user name or password; use authentication."
        : null;

    private EgressVerdict CheckHost(HostName host, int port, bool viaProxy)
    {
        if (MetadataNames.Contains(host.Text))
        {
            return Metadata();
        }

        if (RuleProblem(host, port) is { } problem)
        {
            return EgressVerdict.Refuse(problem);
        }

        return host.Address is null ? CheckName(host, viaProxy) : CheckLiteral(host, port);
    }

    private string? RuleProblem(HostName host, int port) =>
        _rules.AllowedPorts.Count > 0 && !_rules.AllowedPorts.Contains(port) ? "The port is not among those the host application allows (AllowedPorts)."
        : _blockedHosts.Any(rule => rule.Matches(host, port)) ? Blocked
        : _allowedHosts.Length == 0 || _allowedHosts.Any(rule => rule.Matches(host, port)) ? null
        : "The host is not among those the host application allows (AllowedHosts).";

    // With opened networks such a name may resolve into one of them, and the addresses then decide; but those a proxy dials are not seen here.
    private EgressVerdict CheckName(HostName host, bool viaProxy) =>
        !(host.IsSingleLabel || host.IsLocalhost) || _rules.AllowPrivateNetworks || (_networks.Length > 0 && !viaProxy)
            ? EgressVerdict.Allow
            : EgressVerdict.Refuse($"The host is a local name. {HowToAllow}");

    private EgressVerdict CheckLiteral(HostName host, int port)
    {
        var verdict = CheckAddress(host.Address!, port);
        return verdict.Allowed && host.IsScoped && !_rules.AllowPrivateNetworks
            ? EgressVerdict.Refuse($"An address with a zone is not a public address. {HowToAllow}")
            : verdict;
    }

    private bool IsOpened(IPAddress address, IPAddress plain, int port) =>
        _rules.AllowPrivateNetworks
        || (!SpecialPurposeAddresses.HasScope(address) && _networks.Any(network => network.Covers(plain, port)));

    private static EgressVerdict Metadata() => EgressVerdict.Refuse("The destination is a metadata endpoint, and those are never allowed.");

    private static T[] Each<T>(IReadOnlyList<string> texts, string name, Func<string, Action<string>, T?> parse, Action<string, string> report)
        where T : class
    {
        var parsed = new List<T>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]");
            if (parse(texts[i].Trim(), message => report(path, message)) is { } one)
            {
                parsed.Add(one);
            }
        }

        return [.. parsed];
    }

    private static void CheckPorts(IReadOnlyList<int> ports, Action<string, string> report)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            if (!EgressText.IsPort(ports[i]))
            {
                report(string.Create(CultureInfo.InvariantCulture, $"{nameof(EgressRules.AllowedPorts)}[{i}]"), "must be from 1 to 65535");
            }
        }
    }

    private static string KeyOf(EgressRules rules, EgressNetwork[] networks, EgressHost[] allowed, EgressHost[] blocked) => string.Join(
        '|',
        rules.AllowPrivateNetworks ? "private" : "public",
        rules.AllowHttp ? "http" : "https",
        Canonical(networks.Select(network => network.ToString())),
        Canonical(allowed.Select(host => host.ToString())),
        Canonical(blocked.Select(host => host.ToString())),
        Canonical(rules.AllowedPorts.Select(port => port.ToString(CultureInfo.InvariantCulture))));

    private static string Canonical(IEnumerable<string> parts) => string.Join(',', parts.Distinct().Order(StringComparer.Ordinal));

    /// <summary>An origin whose URL the policy has allowed.</summary>
    private sealed record AllowedOrigin(string Scheme, string Host, int Port)
    {
        public bool Covers(Uri uri) => uri.IsAbsoluteUri && uri.Port == Port && uri.Host == Host && uri.Scheme == Scheme && uri.UserInfo.Length == 0;
    }
}
