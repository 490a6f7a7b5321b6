using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C1: before and during connect.</summary>
public sealed class ConnectFaults(ITestOutputHelper output) : FaultTests
{
    private const string Tls10 = "\x15\x03\x01\x00\x02\x02\x46";

    private static string Trusting(X509Certificate2 certificate) => JsonSerializer.Serialize(certificate.ExportCertificatePem());

    private static string Secure(string url, X509Certificate2 root) => $$"""{ "url": "{{url}}", "tls": { "trustedCertificates": [{{Trusting(root)}}] } }""";

    private static string Via(string url, int port, string more = "") => $$"""{ "url": "{{url}}", "timeout": 20, "proxy": { "host": "127.0.0.1", "port": {{port}}{{more}} } }""";

    [Fault("the port is closed")]
    [Promise(FailureKind.Connect, DeliveryCertainty.NotSent, Retried.Yes)]
    public async Task F001_PortClosed()
    {
        await using var host = Host();
        await CheckAsync(host, $$"""{ "url": "http://127.0.0.1:{{Steps.FreePort()}}/" }""");
    }

    [Fault("there is no route to the address")]
    [Promise(FailureKind.Connect, DeliveryCertainty.NotSent, Retried.Yes)]
    public async Task F003_NoRoute()
    {
        // No TCP connection leads to a group of receivers; the system says so at once.
        const string Group = "224.0.0.1";
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (Record.Exception(() => probe.Connect(Group, 9)) is not SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable })
        {
            output.WriteLine("Not run: this system does not refuse to connect to a multicast address.");
            return;
        }

        await using var host = Host();
        var result = await CheckAsync(host, $$"""{ "url": "http://{{Group}}:9/" }""");
        Assert.Contains("no route", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fault("the name does not exist")]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes)]
    [Differs("retried like every failure without a status, as the contract says: the resolver does not tell a name that is missing from one that cannot be asked for")]
    public async Task F004_NameDoesNotExist()
    {
        await using var host = Host();
        await CheckAsync(host, """{ "url": "http://nowhere.invalid/" }""");
    }

    [Fault("an address that is not public, in any disguise: literal, metadata endpoint, mapped, NAT64, decimal, octal, full-width digits")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No)]
    public async Task F011_AddressNotPublic()
    {
        await using var host = Host(allowPrivateNetworks: false);
        string[] blocked =
        [
            "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0177.0.0.1/", "http://0x7f000001/", "http://0/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
            "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:a9fe:a9fe]/",
            "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://localhost/", "http://a.localhost./", "http://224.0.0.1/", "http://255.255.255.255/",
            "http://metadata.google.internal/", "http://\uff11\uff12\uff17.0.0.1/", "http://127\u30020\u30020\u30021/",
        ];
        foreach (var url in blocked)
        {
            await CheckAsync(host, """{ "url": "{{ target }}" }""", input: new StepInput { ["target"] = url });
        }
    }

    [Fault("an internal host that the host application allows, and its neighbours")]
    [Promise(Case = "allowed")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Case = "its neighbours")]
    public async Task F012_AllowedInternalHost()
    {
        await using var server = await TestServer.StartAsync();
        await using var neighbour = await TestServer.StartAsync();
        await using var host = Host(options => options.Egress.AllowedNetworks.Add($"127.0.0.1:{server.Port}"), allowPrivateNetworks: false);
        await CheckAsync(host, """{ "url": "http://server/" }""".At(server), "allowed");
        await CheckAsync(host, """{ "url": "http://server/" }""".At(neighbour), "its neighbours");
        await CheckAsync(host, $$"""{ "url": "http://127.0.0.2:{{server.Port}}/" }""", "its neighbours");
        Assert.Empty(neighbour.Seen);
    }

    [Fault("a socket is still open from when the policy was looser")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Note = "the open socket is not used")]
    public async Task F013_SocketOfLooserPolicy()
    {
        await using var server = await TestServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Egress:AllowPrivateNetworks"] = "true" }).Build();
        await using var services = new ServiceCollection().AddHttpRequestSteps(configuration).Services.BuildServiceProvider();
        var executor = services.GetRequiredService<IHttpRequestStepExecutor>();
        var step = new HttpRequestStep { Url = server.Url };
        (await executor.ExecuteAsync(step)).Succeeds();
        configuration["Egress:AllowPrivateNetworks"] = "false";
        configuration.Reload();
        var result = await executor.ExecuteAsync(step);
        result.Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "not a public address");
        Assert.Single(server.Seen);
    }

    [Fault("the certificate is expired, not valid yet, for another host, self-signed, of an unknown authority, for clients only; the protocol is too old")]
    [Promise(FailureKind.Tls, DeliveryCertainty.NotSent, Retried.Yes, Note = "with the reason")]
    [Differs("retried like every failure without a status, as the contract says")]
    public async Task F014_CertificateNotGood()
    {
        await using var host = Host();
        (X509Certificate2 Shown, X509Certificate2? Trusted, string Reason)[] cases =
        [
            (Authority.Expired, Authority.Root, "expired or is not valid yet"),
            (Authority.NotYetValid, Authority.Root, "expired or is not valid yet"),
            (Certificates.ForOtherHost, Certificates.ForOtherHost, "for another host name"),
            (Certificates.ForLoopback, null, "not trusted"),
            (Certificates.ForLoopback, Authority.Root, "not trusted"),
            (Authority.OfClient, Authority.Root, "not one for servers"),
        ];
        foreach (var (shown, trusted, reason) in cases)
        {
            await using var server = TlsServer.Answering(shown);
            var result = await CheckAsync(host, trusted is null ? $$"""{ "url": "{{server.Url}}" }""" : Secure(server.Url, trusted));
            Assert.Contains(reason, result.Failure!.Message, StringComparison.Ordinal);
        }

        await using var old = RawServer.Start(async connection =>
        {
            await connection.ReadSomeAsync();
            await connection.WriteAsync(Tls10);
            await connection.WaitForCloseAsync();
        });
        await CheckAsync(host, $$"""{ "url": "https://127.0.0.1:{{old.Port}}/" }""");
        await old.QuietAsync();
    }

    [Fault("a private authority; an intermediate certificate is missing")]
    [Promise(Case = "trusted")]
    [Promise(FailureKind.Tls, DeliveryCertainty.NotSent, Retried.Yes, Case = "intermediate missing")]
    public async Task F015_PrivateAuthority()
    {
        await using var host = Host();
        await using var whole = TlsServer.Answering(Authority.Leaf, Authority.Between);
        await CheckAsync(host, Secure(whole.Url, Authority.Root), "trusted");
        await using var broken = TlsServer.Answering(Authority.Leaf);
        await CheckAsync(host, Secure(broken.Url, Authority.Root), "intermediate missing");
    }

    [Fault("the server demands a client certificate: there is none, or another one")]
    [Promise(FailureKind.Tls, DeliveryCertainty.Unknown, Retried.Yes, Case = "TLS 1.3", Note = "the server refuses only after the handshake, when the request has left")]
    [Promise(FailureKind.Tls, DeliveryCertainty.NotSent, Retried.Yes, Case = "a certificate of the definition that cannot be read")]
    [Differs("with TLS 1.3 the delivery is not known")]
    public async Task F016_ClientCertificateDemanded()
    {
        await using var host = Host();
        await CheckAsync(host, """{ "url": "https://127.0.0.1:1/", "tls": { "clientCertificate": { "pem": "garbage", "key": "{{ secrets.planted }}" } } }""", "a certificate of the definition that cannot be read");
        await using var server = OpenSslServer.TryStart(Certificates.ForLoopback);
        if (server is null)
        {
            output.WriteLine("Not run in full: there is no openssl.");
            return;
        }

        await CheckAsync(host, Secure(server.Url, Certificates.ForLoopback), "TLS 1.3");
        var other = Certificates.ForOtherHost;
        var shown = $$"""
            { "url": "{{server.Url}}", "tls": { "trustedCertificates": [{{Trusting(Certificates.ForLoopback)}}],
              "clientCertificate": { "pem": {{Trusting(other)}}, "key": {{JsonSerializer.Serialize(other.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}} } } }
            """;
        await CheckAsync(host, shown, "TLS 1.3");
    }

    [Fault("the TLS handshake stalls, or is reset")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.NotSent, Retried.Yes, Case = "stalls")]
    [Promise(FailureKind.Tls, DeliveryCertainty.NotSent, Retried.Yes, Case = "reset")]
    public async Task F017_HandshakeBreaks()
    {
        var clock = new ManualClock();
        await using var stalls = RawServer.Start(async connection =>
        {
            await connection.ReadSomeAsync();
            clock.Advance(TimeSpan.FromSeconds(5));
            await connection.WaitForCloseAsync();
        });
        await using (var host = Host(clock: clock))
        {
            var result = await CheckAsync(host, $$"""{ "url": "https://127.0.0.1:{{stalls.Port}}/", "timeout": 5 }""", "stalls");
            Assert.Equal(TimeSpan.FromSeconds(5), result.Attempts[0].Duration);
        }

        await stalls.QuietAsync();
        await using var resets = RawServer.Start(async connection =>
        {
            await connection.ReadSomeAsync();
            connection.Reset();
        });
        await using var other = Host();
        await CheckAsync(other, $$"""{ "url": "https://127.0.0.1:{{resets.Port}}/" }""", "reset");
    }

    [Fault("plain HTTP where TLS is expected, and the reverse")]
    [Promise(FailureKind.Tls, DeliveryCertainty.NotSent, Retried.Yes, Case = "plain HTTP on the port of https")]
    [Promise(FailureKind.Reset, DeliveryCertainty.Unknown, Retried.Yes, Case = "TLS on the port of http", Note = "its alert is no line of HTTP")]
    [Differs("retried like every failure without a status, as the contract says")]
    public async Task F018_OtherProtocol()
    {
        await using var host = Host();
        await using var plain = RawServer.Start(async connection =>
        {
            await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        await CheckAsync(host, $$"""{ "url": "https://127.0.0.1:{{plain.Port}}/" }""", "plain HTTP on the port of https");
        await using var secure = Play.Answer(Tls10);
        await CheckAsync(host, """{ "url": "http://server/" }""".At(secure), "TLS on the port of http");
    }

    [Fault("the proxy is down, or does not answer")]
    [Promise(FailureKind.Proxy, DeliveryCertainty.NotSent, Retried.Yes)]
    public async Task F019_ProxyDown()
    {
        await using (var host = Host())
        {
            await CheckAsync(host, Via("http://127.0.0.1:9/", Steps.FreePort()));
            await CheckAsync(host, Via("https://127.0.0.1:9/", Steps.FreePort()));
        }

        var clock = new ManualClock();
        await using var silent = Play.Then(connection =>
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            return Task.CompletedTask;
        });
        await using var waiting = Host(clock: clock);
        await CheckAsync(waiting, Via("https://127.0.0.1:9/", silent.Port));
        await silent.QuietAsync();
    }

    [Fault("the proxy wants other credentials (407)")]
    [Promise(FailureKind.Proxy, DeliveryCertainty.NotSent, Retried.Yes, Note = "the password is not shown")]
    [Differs("retried like every failure without a status, as the contract says")]
    public async Task F020_ProxyCredentials()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = TestProxy.Start("u:right");
        await using var host = Host();
        const string Wrong = """, "username": "u", "password": "{{ secrets.planted }}" """;
        await CheckAsync(host, Via(server.Url, proxy.Port, Wrong));
        await CheckAsync(host, Via("https://127.0.0.1:9/", proxy.Port, Wrong));
        Assert.Empty(server.Seen);
    }

    [Fault("the proxy refuses CONNECT (403, 502, 503), or answers garbage")]
    [Promise(FailureKind.Proxy, DeliveryCertainty.NotSent, Retried.Yes, Note = "with its status")]
    public async Task F021_ConnectRefused()
    {
        await using var host = Host();
        foreach (var refusal in new[] { "403 Forbidden", "502 Bad Gateway", "503 Service Unavailable" })
        {
            await using var proxy = TestProxy.Start(refusal: refusal);
            var result = await CheckAsync(host, Via("https://127.0.0.1:9/", proxy.Port));
            Assert.Contains(refusal[..3], result.Failure!.Message, StringComparison.Ordinal);
        }

        await using var garbage = Play.Answer("GARBAGE\r\n\r\n");
        await CheckAsync(host, Via("https://127.0.0.1:9/", garbage.Port));
    }

    [Fault("the proxy is on a private network")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No)]
    public async Task F022_ProxyPrivate()
    {
        await using var proxy = TestProxy.Start();
        await using var host = Host(allowPrivateNetworks: false);
        await CheckAsync(host, Via("http://example.com/", proxy.Port));
        await CheckAsync(host, Via("https://example.com/", proxy.Port));
        Assert.Empty(proxy.Heads);
    }

    [Fault("a private target behind a proxy that is allowed")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Note = "the proxy is not asked")]
    public async Task F023_PrivateTargetBehindProxy()
    {
        await using var proxy = TestProxy.Start();
        await using var host = Host(options => options.Egress.AllowedNetworks.Add($"127.0.0.1:{proxy.Port}"), allowPrivateNetworks: false);
        foreach (var target in new[] { "http://10.0.0.1/", "https://10.0.0.1/", "http://169.254.169.254/", "https://localhost/" })
        {
            await CheckAsync(host, Via(target, proxy.Port));
        }

        Assert.Empty(proxy.Heads);
    }

    [Fault("a SOCKS 5 proxy refuses: no method it likes, wrong credentials, no connection")]
    [Promise(FailureKind.Proxy, DeliveryCertainty.NotSent, Retried.Yes)]
    public async Task F024_SocksRefuses()
    {
        await using var host = Host();
        const string Socks = """, "type": "socks5", "username": "u", "password": "{{ secrets.planted }}" """;
        await using var noMethod = RawServer.Start(async connection =>
        {
            await connection.ReadSomeAsync();
            await connection.WriteAsync("\x05\xff");
            await connection.WaitForCloseAsync();
        });
        await CheckAsync(host, Via("http://127.0.0.1:9/", noMethod.Port, Socks));
        await noMethod.QuietAsync();
        await using var noConnection = RawServer.Start(async connection =>
        {
            await connection.ReadSomeAsync();
            await connection.WriteAsync("\x05\x00");
            await connection.ReadSomeAsync();
            await connection.WriteAsync("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00");
            await connection.WaitForCloseAsync();
        });
        await CheckAsync(host, Via("http://127.0.0.1:9/", noConnection.Port, Socks));
        await noConnection.QuietAsync();
        await using var other = SocksProxy.Start("u:right");
        await CheckAsync(host, Via("http://127.0.0.1:9/", other.Port, Socks));
        Assert.Empty(other.Targets);
    }

    [Fault("the environment names a proxy")]
    [Promise(Note = "it is not used unless the host application opts in")]
    public async Task F025_ProxyOfTheEnvironment()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = TestProxy.Start();
        var former = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("127.0.0.1", proxy.Port);
        try
        {
            await using var host = Host();
            await CheckAsync(host, """{ "url": "http://server/" }""".At(server));
            Assert.Empty(proxy.Heads);
        }
        finally
        {
            HttpClient.DefaultProxy = former;
        }
    }

    [Fault("HTTP/2: the server goes away, refuses a stream, asks for calm")]
    [Promise(FailureKind.Reset, DeliveryCertainty.Unknown, Retried.Yes, Note = "a server that speaks nothing else breaks off")]
    [Differs("a step speaks HTTP/1.1 and offers nothing else, so there are no frames to go wrong")]
    public async Task F026_Http2Only()
    {
        // Settings, then GOAWAY with PROTOCOL_ERROR: what such a server says to a request in HTTP/1.1.
        await using var server = Play.Answer("\0\0\0\x04\0\0\0\0\0" + "\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01");
        await using var host = Host();
        await CheckAsync(host, """{ "url": "http://server/" }""".At(server));
    }
}
