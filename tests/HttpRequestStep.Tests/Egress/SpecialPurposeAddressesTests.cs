using System.Net;
using System.Net.Sockets;
using Microsoft.Security.AntiSSRF;

namespace HttpRequestSteps.Tests;

public sealed class SpecialPurposeAddressesTests
{
    public static TheoryData<string> Global => new(Lines("""
        1.0.0.0 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
        168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0
        192.31.195.255 192.31.197.0 192.52.192.255 192.52.194.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0
        192.175.47.255 192.175.49.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
        ::ffff:8.8.8.8 ::ffff:1.1.1.1
        2001:200:: 2001:4860:4860::8888 2606:4700:4700::1111 2003:: 2620:4f:7fff:: 2620:4f:8001:: 2a00:1450:4001:81b::200e 3ffe:ffff::1
        2001:db7:ffff::1 2001:db9:: 3fff:1000:: 2400:cb00::1
        """));

    public static TheoryData<string> Special => new(Lines("""
        0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.1.2.3 10.255.255.255 100.64.0.0 100.64.0.1 100.127.255.255 127.0.0.0 127.0.0.1 127.1.2.3
        127.255.255.255 169.254.0.0 169.254.1.1 169.254.169.253 169.254.255.255 172.16.0.0 172.16.0.1 172.31.255.255 192.0.0.0 192.0.0.8 192.0.0.255
        192.0.2.0 192.0.2.255 192.31.196.0 192.31.196.255 192.52.193.0 192.52.193.255 192.88.99.0 192.88.99.255 192.168.0.0 192.168.1.1
        192.168.255.255 192.175.48.0 192.175.48.255 198.18.0.0 198.18.0.1 198.19.255.255 198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255
        224.0.0.0 224.0.0.1 239.255.255.255 240.0.0.0 250.1.2.3 255.255.255.254 255.255.255.255
        ::ffff:0.0.0.0 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:192.168.1.1 ::ffff:172.16.5.5 ::ffff:100.64.0.1 ::ffff:255.255.255.255
        :: ::1 ::2 ::127.0.0.1 ::8.8.8.8 ::ffff:0:8.8.8.8 ::ffff:0:10.0.0.1
        64:ff9b::8.8.8.8 64:ff9b::10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 64:ff9b:1:ffff::8.8.8.8 100:: 100::1 100:0:0:1::1
        1fff:ffff:: 2001:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1 2001:20::1 2001:1ff:ffff::1
        2001:db8:: 2001:db8::1 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 2002:: 2002:7f00:1:: 2002:808:808::1 2002:a00:1::1 2002:c0a8:101::1
        2620:4f:8000:: 2620:4f:8000::1 3fff:: 3fff:fff:ffff::1 4000::1 5f00::1 8000::1 a000::1 c000::1 e000::1 f000::1
        fbff::1 fc00:: fc00::1 fd00::1 fd00:ec2::253 fd12:3456:789a::1 fdff::1 fe00::1 fe80:: fe80::1 fe80::5efe:10.0.0.1 febf::1 fec0::1 feff::1
        ff00:: ff01::1 ff02::1 ff05::2 ff0e::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        fe80::1%1 ::1%2 2606:4700:4700::1111%3 ::ffff:8.8.8.8%4
        """));

    public static TheoryData<string> Metadata => new(Lines("""
        169.254.169.254 169.254.170.2 169.254.170.23 169.254.0.23 169.254.42.42 100.100.100.200 192.0.0.192 168.63.129.16
        ::ffff:169.254.169.254 ::ffff:a9fe:a9fe ::ffff:168.63.129.16 ::169.254.169.254 ::ffff:0:169.254.169.254
        64:ff9b::169.254.169.254 64:ff9b::a9fe:a9fe 64:ff9b:1::a9fe:a9fe 64:ff9b:1:a9fe:a9:fe00:: 64:ff9b:1:abcd::100.100.100.200
        2002:a9fe:a9fe:: 2002:a9fe:a9fe::1 2002:6464:64c8::1
        2001:0:a9fe:a9fe:: 2001:0:4136:e378:8000:63bf:5601:5601
        fe80::5efe:169.254.169.254 fe80::200:5efe:169.254.169.254
        fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fd00:42::42 fe80::a9fe:a9fe fe80::a9fe:a9fe%2 ::ffff:169.254.169.254%1
        """));

    [Theory]
    [MemberData(nameof(Global))]
    public void Public_addresses_are_global(string address) => Assert.Equal(AddressClass.Global, Classify(address));

    [Theory]
    [MemberData(nameof(Special))]
    public void All_that_is_not_globally_reachable_is_special(string address) => Assert.Equal(AddressClass.Special, Classify(address));

    [Theory]
    [MemberData(nameof(Metadata))]
    public void Metadata_endpoints_are_known_in_every_wrapping(string address) => Assert.Equal(AddressClass.Metadata, Classify(address));

    /// <summary>Each IPv4 address of the tables in each of six wrappings in IPv6, and with a zone.</summary>
    public static TheoryData<string, string> Wrapped
    {
        get
        {
            var wrapped = new TheoryData<string, string>();
            object[][] rows = [.. (IEnumerable<object[]>)Special, .. (IEnumerable<object[]>)Metadata];
            foreach (var address in rows.Select(static row => (string)row[0]).Where(static address => !address.Contains(':', StringComparison.Ordinal)))
            {
                var hex = Convert.ToHexString(IPAddress.Parse(address).GetAddressBytes());
                foreach (var form in new[] { $"::ffff:{address}", $"::{address}", $"::ffff:0:{address}", $"64:ff9b::{address}", $"64:ff9b:1::{address}", $"2002:{hex[..4]}:{hex[4..]}::1", $"::ffff:{address}%1" })
                {
                    wrapped.Add(form, address);
                }
            }

            return wrapped;
        }
    }

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void No_wrapping_makes_an_address_global(string wrapping, string address)
    {
        Assert.NotEqual(AddressClass.Global, Classify(wrapping));
        Assert.True(Classify(address) != AddressClass.Metadata || Classify(wrapping) == AddressClass.Metadata, address);
    }

    /// <summary>The list that Microsoft publishes: with it in IPv4 and in the part of IPv6 that is in use, stricter elsewhere, where nobody has anything yet.</summary>
    [Fact]
    public void It_judges_as_the_list_of_AntiSSRF_does()
    {
        var ranges = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest).DeniedAddresses.Select(IPNetwork.Parse).ToArray();
        Assert.True(ranges.Length >= 35);
        var random = new Random(20261125);
        var inUse = IPNetwork.Parse("2000::/3");
        var bytes = new byte[16];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            Check(new IPAddress(bytes.AsSpan(0, i % 2 == 0 ? 4 : 16)));
        }

        foreach (var range in ranges)
        {
            Check(range.BaseAddress);
            Check(Beside(range.BaseAddress, -1));
            Check(Last(range));
            Check(Beside(Last(range), 1));
        }

        void Check(IPAddress address)
        {
            var isDenied = Array.Exists(ranges, range => range.Contains(address));
            var isGlobal = SpecialPurposeAddresses.Classify(address) == AddressClass.Global;
            Assert.False(isDenied && isGlobal, address.ToString());
            Assert.False(!isDenied && !isGlobal && (address.AddressFamily == AddressFamily.InterNetwork || inUse.Contains(address)), address.ToString());
        }
    }

    private static IPAddress Last(IPNetwork range)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        for (var bit = range.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private static IPAddress Beside(IPAddress address, int step)
    {
        var bytes = address.GetAddressBytes();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            var sum = bytes[i] + step;
            bytes[i] = (byte)sum;
            if (sum is >= 0 and <= 255)
            {
                break;
            }
        }

        return new IPAddress(bytes);
    }

    [Fact]
    public void The_tables_hold_what_they_should() => Assert.Equal((50, 126, 32, 406), (Global.Count, Special.Count, Metadata.Count, Wrapped.Count));

    private static AddressClass Classify(string address) => SpecialPurposeAddresses.Classify(IPAddress.Parse(address));

    private static string[] Lines(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
