using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps;

/// <summary>The IANA special-purpose registries, and what clouds have put beside them.</summary>
internal static class SpecialPurposeAddresses
{
    private static readonly IPNetwork[] SpecialIPv4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32");

    // Outside it lie loopback, compatible, translated, NAT64, discard, unique local, link-local, site-local, multicast and what nobody has assigned yet.
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialIPv6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    private static readonly HashSet<IPAddress> MetadataEndpoints = Addresses(
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.23", "169.254.42.42", "100.100.100.200", "192.0.0.192", "168.63.129.16",
        "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:42::42", "fe80::a9fe:a9fe");

    // Prefixes after which the last 32 bits are an IPv4 address: compatible, translated and the two of NAT64.
    private static readonly IPNetwork[] EndingInIPv4 = Networks("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48");
    private static readonly IPNetwork LocalNat64 = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    public static AddressClass Classify(IPAddress address)
    {
        var plain = Plain(address);
        if (IsMetadata(plain))
        {
            return AddressClass.Metadata;
        }

        return HasScope(address) || IsSpecial(plain) ? AddressClass.Special : AddressClass.Global;
    }

    /// <summary>An IPv4-mapped address is the IPv4 address: the socket goes there.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : HasScope(address) ? new IPAddress(address.GetAddressBytes()) : address;

    /// <summary>A scope id chooses one of the machine's own links, so the address is not a global one, whatever its bits say.</summary>
    public static bool HasScope(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0;

    private static bool IsSpecial(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => IsIn(SpecialIPv4, address),
        AddressFamily.InterNetworkV6 => !GlobalIPv6.Contains(address) || IsIn(SpecialIPv6, address),
        _ => true,
    };

    // A translator turns some IPv6 addresses back into IPv4: a host that opens its private networks must not open the metadata that way.
    private static bool IsMetadata(IPAddress address) =>
        MetadataEndpoints.Contains(address)
        || (address.AddressFamily == AddressFamily.InterNetworkV6 && Embedded(address).Any(MetadataEndpoints.Contains));

    private static List<IPAddress> Embedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var found = new List<IPAddress>();
        if (IsIn(EndingInIPv4, address) || IsIsatap(bytes))
        {
            found.Add(new IPAddress(bytes[12..]));
        }

        if (LocalNat64.Contains(address))
        {
            // RFC 6052 for a /48: two octets, a reserved one, two octets.
            found.Add(new IPAddress([bytes[6], bytes[7], bytes[9], bytes[10]]));
        }

        if (SixToFour.Contains(address))
        {
            found.Add(new IPAddress(bytes[2..6]));
        }

        if (Teredo.Contains(address))
        {
            found.Add(new IPAddress(bytes[4..8]));
            found.Add(new IPAddress([.. bytes[12..].Select(octet => (byte)~octet)]));
        }

        return found;
    }

    /// <summary>RFC 5214: an interface id of 0000:5efe or 0200:5efe before the IPv4 address.</summary>
    private static bool IsIsatap(byte[] bytes) => (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)) & ~0x0200_0000u) == 0x0000_5efe;

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(text => IPNetwork.Parse(text))];

    private static HashSet<IPAddress> Addresses(params string[] texts) => [.. texts.Select(IPAddress.Parse)];
}
