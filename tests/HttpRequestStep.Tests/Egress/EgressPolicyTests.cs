using System.Net;

namespace HttpRequestSteps.Tests;

public sealed class EgressPolicyTests
{
    [Theory]
    [InlineData("https://api.example.com/")]
    [InlineData("https://API.Example.COM./v1?x=1#y")]
    [InlineData("http://example.com:8080/")]
    [InlineData("https://bücher.example/")]
    [InlineData("https://xn--bcher-kva.example/")]
    [InlineData("https://a_b.example.com/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://8.8.8.8./")]
    [InlineData("https://134744072/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://[::ffff:8.8.8.8]/")]
    [InlineData("https://1.2.3.4.example.com/")]
    [InlineData("https://127.0.0.1.nip.io/")] // only the resolved address tells
    [InlineData("https://example.0xyz/")]
    public void Public_destinations_are_allowed_by_default(string url) => Assert.Equal(EgressVerdict.Allow, Default.CheckUri(new Uri(url)));

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.1./")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://0/")]
    [InlineData("http://0./")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0x0/")]
    [InlineData("http://00/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0177.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0X7F.1/")]
    [InlineData("http://0x7f.0x0.0x0.0x1/")]
    [InlineData("http://①②⑦.⓪.⓪.①/")]
    [InlineData("http://①②7.1/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://127．0．0．1/")]
    [InlineData("http://127｡0｡0｡1/")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://0xa.1/")]
    [InlineData("http://192.168.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::8.8.8.8]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%251]/")]
    [InlineData("http://[2606:4700:4700::1111%250]/")]
    [InlineData("http://[2606:4700:4700::1111%251]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://localhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://LOCALHOST:8080/")]
    [InlineData("http://ⓛocalhost/")]
    [InlineData("http://api.localhost/")]
    [InlineData("http://api.localhost./")]
    [InlineData("http://intranet/")]
    [InlineData("http://intranet./")]
    public void Private_destinations_are_refused_and_the_reason_tells_the_way_out(string url)
    {
        var verdict = Default.CheckUri(new Uri(url));
        Assert.False(verdict.Allowed);
        Assert.Contains("AllowPrivateNetworks", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("--allow-private", verdict.Reason, StringComparison.Ordinal);
        Assert.True(Private.CheckUri(new Uri(url)).Allowed);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://169.254.169.254./")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/")]
    [InlineData("http://[::ffff:169.254.169.254]/")] // CVE-2026-42449
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://[2002:a9fe:a9fe::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[fd20:ce::254]/")]
    [InlineData("http://[fe80::a9fe:a9fe%251]/")]
    [InlineData("http://169.254.170.2/v2/credentials")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://metadata.google.internal/")]
    [InlineData("http://METADATA.google.internal./")]
    [InlineData("http://metadata.goog/")]
    [InlineData("http://metadata/")]
    [InlineData("http://instance-data/")]
    [InlineData("http://instance-data.ec2.internal/")]
    [InlineData("http://metadata.tencentyun.com/")]
    public void Metadata_is_never_allowed(string url)
    {
        var everything = Policy(EgressRules.Default with
        {
            AllowPrivateNetworks = true,
            AllowedNetworks = ["0.0.0.0/0", "::/0"],
        });
        foreach (var policy in new[] { Default, Private, everything })
        {
            var verdict = policy.CheckUri(new Uri(url));
            Assert.False(verdict.Allowed);
            Assert.Contains("metadata", verdict.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("AllowPrivateNetworks", verdict.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ftp://example.com/", "http and https")]
    [InlineData("file:///etc/passwd", "http and https")]
    [InlineData("gopher://example.com/", "http and https")]
    [InlineData("ws://example.com/", "http and https")]
    [InlineData("/relative", "relative")]
    [InlineData("https://user@example.com/", "user name")]
    [InlineData("https://user:secret@example.com/", "user name")]
    [InlineData("https://example.com@127.0.0.1/", "user name")]
    [InlineData("https://1.2.3.4.5/", "not a valid name")]
    [InlineData("https://256.256.256.256/", "not a valid name")]
    [InlineData("https://1.2.3.08/", "not a valid name")]
    [InlineData("https://example.123/", "not a valid name")]
    [InlineData("https://example.0x1/", "not a valid name")]
    [InlineData("https://foo.0x/", "not a valid name")]
    [InlineData("https://4294967296/", "not a valid name")]
    public void What_is_no_http_destination_is_refused_even_with_everything_open(string url, string reason)
    {
        var verdict = Private.CheckUri(new Uri(url, UriKind.RelativeOrAbsolute));
        Assert.False(verdict.Allowed);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_never_tells_an_address_or_a_secret()
    {
        Assert.DoesNotContain("10.20.30.40", Default.CheckAddress(IPAddress.Parse("10.20.30.40"), 443).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Default.CheckUri(new Uri("https://u:hunter2@example.com")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Http_can_be_forbidden()
    {
        var policy = Policy(EgressRules.Default with { AllowHttp = false });
        Assert.Contains("AllowHttp", policy.CheckUri(new Uri("http://example.com/")).Reason, StringComparison.Ordinal);
        Assert.True(policy.CheckUri(new Uri("https://example.com/")).Allowed);
    }

    [Theory]
    [InlineData("10.1.2.3", 8080, true)]
    [InlineData("10.1.2.3", 8081, false)]
    [InlineData("10.2.2.3", 8080, false)]
    [InlineData("::ffff:10.1.2.3", 8080, true)]
    [InlineData("127.0.0.1", 5000, true)]
    [InlineData("127.0.0.1", 5001, false)]
    [InlineData("127.0.0.2", 5000, false)]
    [InlineData("::1", 5000, true)]
    [InlineData("::1", 80, false)]
    [InlineData("fd00::5", 80, true)]
    [InlineData("fd00::5", 81, false)]
    [InlineData("fc00::5", 1, true)]
    [InlineData("fc00::5%3", 1, false)]
    [InlineData("fe80::1%3", 1, false)]
    [InlineData("192.168.7.7", 12345, true)]
    [InlineData("192.168.8.7", 12345, false)]
    [InlineData("169.254.5.5", 80, true)]
    [InlineData("169.254.169.254", 80, false)]
    [InlineData("64:ff9b::a9fe:a9fe", 80, false)]
    [InlineData("8.8.8.8", 53, true)]
    public void Networks_open_addresses_and_ports_but_never_metadata(string address, int port, bool allowed)
    {
        var policy = Policy(EgressRules.Default with
        {
            AllowedNetworks =
            [
                "10.1.0.0/16:8080", "127.0.0.1:5000", "[::1]:5000", "[fd00::/8]:80", "fc00::/8", "192.168.7.0/24", "169.254.0.0/16", "64:ff9b::/96",
            ],
        });
        Assert.Equal(allowed, policy.CheckAddress(IPAddress.Parse(address), port).Allowed);
    }

    [Fact]
    public void With_opened_networks_local_names_may_resolve_and_their_addresses_decide()
    {
        var policy = Policy(EgressRules.Default with { AllowedNetworks = ["10.0.0.0/8"] });
        Assert.True(policy.CheckUri(new Uri("http://orders/")).Allowed);
        Assert.True(policy.CheckUri(new Uri("http://localhost/")).Allowed);
        Assert.False(policy.CheckAddress(IPAddress.Loopback, 80).Allowed);
        Assert.False(policy.CheckUri(new Uri("http://127.0.0.1/")).Allowed);
        Assert.True(policy.CheckUri(new Uri("http://10.9.9.9/")).Allowed);
    }

    [Theory]
    [InlineData("https://api.example.com/", true)]
    [InlineData("https://API.EXAMPLE.COM./", true)]
    [InlineData("https://api.example.com:8443/", true)]
    [InlineData("https://www.api.example.com/", false)]
    [InlineData("https://a.svc.example.net/", true)]
    [InlineData("https://b.a.svc.example.net/", true)]
    [InlineData("https://svc.example.net/", false)]
    [InlineData("https://evilsvc.example.net/", false)]
    [InlineData("https://one.example.org:8443/", true)]
    [InlineData("https://one.example.org/", false)]
    [InlineData("https://xn--bcher-kva.example/", true)]
    [InlineData("https://bücher.example/", true)]
    [InlineData("https://9.9.9.9/", true)]
    [InlineData("https://[2606:4700:4700:0::1111]/", true)]
    [InlineData("https://bad.svc.example.net/", false)]
    [InlineData("https://example.com/", false)]
    [InlineData("https://api.example.com.evil.test/", false)]
    public void Hosts_narrow_and_a_block_beats_an_allowance(string url, bool allowed)
    {
        var policy = Policy(EgressRules.Default with
        {
            AllowedHosts =
            [
                "api.example.com", "*.svc.example.net", "One.Example.org.:8443", "bücher.example", "9.9.9.9", "[2606:4700:4700::1111]:443",
            ],
            BlockedHosts = ["bad.svc.example.net"],
        });
        Assert.Equal(allowed, policy.CheckUri(new Uri(url)).Allowed);
    }

    [Theory]
    [InlineData("https://evil.test/", false)]
    [InlineData("https://x.evil.test/", true)]
    [InlineData("https://x.ads.test/", false)]
    [InlineData("https://ads.test/", true)]
    [InlineData("https://half.test:8443/", false)]
    [InlineData("https://half.test/", true)]
    public void Blocked_hosts_are_refused(string url, bool allowed)
    {
        var policy = Policy(EgressRules.Default with { BlockedHosts = ["evil.test", "*.ads.test", "half.test:8443"] });
        Assert.Equal(allowed, policy.CheckUri(new Uri(url)).Allowed);
    }

    [Fact]
    public void A_blocked_address_is_refused_under_any_name()
    {
        var policy = Policy(EgressRules.Default with { AllowPrivateNetworks = true, BlockedHosts = ["10.0.0.5", "9.9.9.9:443"] });
        Assert.False(policy.CheckAddress(IPAddress.Parse("10.0.0.5"), 80).Allowed);
        Assert.False(policy.CheckAddress(IPAddress.Parse("::ffff:10.0.0.5"), 80).Allowed);
        Assert.False(policy.CheckAddress(IPAddress.Parse("9.9.9.9"), 443).Allowed);
        Assert.True(policy.CheckAddress(IPAddress.Parse("9.9.9.9"), 80).Allowed);
        Assert.True(policy.CheckAddress(IPAddress.Parse("10.0.0.6"), 80).Allowed);
    }

    [Fact]
    public void An_allowed_host_still_does_not_open_a_private_address()
    {
        var policy = Policy(EgressRules.Default with { AllowedHosts = ["127.0.0.1", "localhost"] });
        Assert.False(policy.CheckUri(new Uri("http://127.0.0.1/")).Allowed);
        Assert.False(policy.CheckUri(new Uri("http://localhost/")).Allowed);
    }

    [Theory]
    [InlineData("https://example.com/", true)]
    [InlineData("https://example.com:8443/", true)]
    [InlineData("http://example.com/", false)]
    [InlineData("https://example.com:22/", false)]
    public void Ports_narrow(string url, bool allowed)
    {
        var policy = Policy(EgressRules.Default with { AllowedPorts = [443, 8443] });
        Assert.Equal(allowed, policy.CheckUri(new Uri(url)).Allowed);
    }

    [Fact]
    public void Everything_wrong_is_reported_at_once_with_its_path()
    {
        var problems = new List<(string Path, string Message)>();
        var policy = EgressPolicy.Create(
            new EgressRules(
                false,
                ["10.0.0.0/8", "10.1.2.3/16", "10.0.0.0/33", "nonsense", "10.1", "127.0.0.1:0", "169.254.169.254", "[::1]:99999", "fe80::1%1", "::ffff:10.0.0.1"],
                ["https://example.com/", "a b", "", "*", "*.10.0.0.1", "example.com:x"],
                ["..", "example.1"],
                [443, 0, 65536],
                true),
            (path, message) => problems.Add((path, message)));

        Assert.Null(policy);
        Assert.Equal(
            [
                "AllowedNetworks[1]", "AllowedNetworks[2]", "AllowedNetworks[3]", "AllowedNetworks[4]", "AllowedNetworks[5]", "AllowedNetworks[6]",
                "AllowedNetworks[7]", "AllowedNetworks[8]", "AllowedNetworks[9]",
                "AllowedHosts[0]", "AllowedHosts[1]", "AllowedHosts[2]", "AllowedHosts[3]", "AllowedHosts[4]", "AllowedHosts[5]",
                "BlockedHosts[0]", "BlockedHosts[1]", "AllowedPorts[1]", "AllowedPorts[2]",
            ],
            problems.Select(problem => problem.Path));
        Assert.Contains("10.1.0.0/16", problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("metadata", problems[5].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_are_equal_when_they_judge_alike()
    {
        var one = Policy(new EgressRules(false, ["10.0.0.0/8", "::1"], ["A.test", "b.test:1"], ["x.test"], [443, 80], true));
        var other = Policy(new EgressRules(false, ["0:0:0:0:0:0:0:1", "10.0.0.0/8", "::1/128"], ["b.test:1", "a.test."], ["X.test"], [80, 443, 80], true));
        Assert.Equal(one, other);
        Assert.Equal(one.Key, other.Key);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void Every_rule_makes_a_different_key()
    {
        EgressRules[] rules =
        [
            EgressRules.Default,
            EgressRules.Default with { AllowPrivateNetworks = true },
            EgressRules.Default with { AllowHttp = false },
            EgressRules.Default with { AllowedNetworks = ["10.0.0.0/8"] },
            EgressRules.Default with { AllowedNetworks = ["10.0.0.0/8:80"] },
            EgressRules.Default with { AllowedHosts = ["a.test"] },
            EgressRules.Default with { AllowedHosts = ["*.a.test"] },
            EgressRules.Default with { AllowedHosts = ["a.test:80"] },
            EgressRules.Default with { BlockedHosts = ["a.test"] },
            EgressRules.Default with { AllowedPorts = [80] },
        ];
        Assert.Equal(rules.Length, rules.Select(rule => Policy(rule).Key).Distinct().Count());
    }

    private static EgressPolicy Default => Policy(EgressRules.Default);

    private static EgressPolicy Private => Policy(EgressRules.Default with { AllowPrivateNetworks = true });

    private static EgressPolicy Policy(EgressRules rules) =>
        EgressPolicy.Create(rules, (path, message) => Assert.Fail($"{path} {message}"))!;
}
