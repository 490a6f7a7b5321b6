using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps;

/// <summary>An entry of <c>AllowedNetworks</c>: an address or CIDR with an optional port, IPv6 with a port in brackets.</summary>
internal sealed record EgressNetwork(IPNetwork Network, int? Port)
{
    public bool Covers(IPAddress plain, int port) => (Port is null || Port == port) && Network.Contains(plain);

    public override string ToString() =>
        Port is null ? Network.ToString() : string.Create(CultureInfo.InvariantCulture, $"[{Network}]:{Port}");

    public static EgressNetwork? Parse(string text, Action<string> report)
    {
        if (EgressText.SplitPort(text, report) is not var (network, port))
        {
            return null;
        }

        return Range(network, report) is { } range ? new EgressNetwork(range, port) : null;
    }

    private static IPNetwork? Range(string text, Action<string> report)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address)
        {
            report("is not an address or a network; write 10.1.0.0/16, 10.1.0.0/16:8080, ::1 or [fd00::/8]:80");
            return null;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (slash < 0)
        {
            return Checked(new IPNetwork(address, bits), report);
        }

        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > bits)
        {
            report(string.Create(CultureInfo.InvariantCulture, $"needs a prefix length from 0 to {bits} after the slash"));
            return null;
        }

        return WithPrefix(address, prefix, report);
    }

    private static IPNetwork? WithPrefix(IPAddress address, int prefix, Action<string> report)
    {
        var start = Start(address, prefix);
        if (!start.Equals(address))
        {
            report(string.Create(CultureInfo.InvariantCulture, $"has bits set beyond its prefix; write {start}/{prefix}"));
            return null;
        }

        return Checked(new IPNetwork(address, prefix), report);
    }

    private static IPNetwork? Checked(IPNetwork network, Action<string> report)
    {
        var isOneAddress = network.PrefixLength == (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        if (isOneAddress && SpecialPurposeAddresses.Classify(network.BaseAddress) == AddressClass.Metadata)
        {
            report("is a metadata endpoint, and those are never allowed");
            return null;
        }

        return network;
    }

    private static IPAddress Start(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    // Short, octal and hexadecimal forms mean different addresses to different readers; scoped and mapped ones never match.
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out var address) && !address.IsIPv4MappedToIPv6 && !text.Contains('%', StringComparison.Ordinal)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            ? address
            : null;
}
