using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class ProxyTests
{
    private static string Step(string url, int port, string more = "") => $$"""{ "url": "{{url}}", "proxy": { "host": "127.0.0.1", "port": {{port}}{{more}} } }""";

    private static string Trusting(string url, int port, string more = "") =>
        $$"""{ "url": "{{url}}", "tls": { "trustedCertificates": [{{JsonSerializer.Serialize(Certificates.ForLoopback.ExportCertificatePem())}}] }, "proxy": { "host": "127.0.0.1", "port": {{port}}{{more}} } }""";

    [Fact]
    public async Task An_http_target_is_asked_for_through_the_proxy()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = TestProxy.Start();
        await using var host = StepHost.Create();
        (await host.RunAsync(Step(server.Url + "/a?b=c", proxy.Port))).Succeeds();
        Assert.StartsWith($"GET {server.Url}/a?b=c HTTP/1.1\r\n", Assert.Single(proxy.Heads), StringComparison.Ordinal);
        Assert.Equal("/a?b=c", server.Last.Target);
    }

    [Fact]
    public async Task An_https_target_goes_through_the_proxy_with_connect()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback);
        await using var proxy = TestProxy.Start();
        await using var host = StepHost.Create();
        (await host.RunAsync(Trusting(server.Url + "/a", proxy.Port))).Succeeds();
        Assert.StartsWith($"CONNECT 127.0.0.1:{server.Port} HTTP/1.1\r\n", Assert.Single(proxy.Heads), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Credentials_satisfy_the_proxy_and_never_reach_the_server(bool https)
    {
        await using var server = await TestServer.StartAsync(certificate: https ? Certificates.ForLoopback : null);
        await using var proxy = TestProxy.Start("u:p4ssw0rd");
        await using var host = StepHost.Create();
        var credentials = """, "username": "u", "password": "p4ssw0rd" """;
        var result = await host.RunAsync(https ? Trusting(server.Url, proxy.Port, credentials) : Step(server.Url, proxy.Port, credentials));
        result.Succeeds();
        Assert.Null(server.Last.Header("Proxy-Authorization"));
        Assert.DoesNotContain("p4ssw0rd", result.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_that_wants_other_credentials_is_kind_proxy_and_not_sent(bool https)
    {
        await using var server = await TestServer.StartAsync(certificate: https ? Certificates.ForLoopback : null);
        await using var proxy = TestProxy.Start("u:right");
        await using var host = StepHost.Create();
        var result = await host.RunAsync(Step(server.Url, proxy.Port, """, "username": "u", "password": "wrong-one" """));
        result.Fails(FailureKind.Proxy, DeliveryCertainty.NotSent, "407");
        Assert.Empty(server.Seen);
        Assert.DoesNotContain("wrong-one", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connect_is_kind_proxy_and_not_sent()
    {
        await using var proxy = TestProxy.Start(refusal: "403 Forbidden");
        await using var host = StepHost.Create();
        (await host.RunAsync(Step("https://127.0.0.1:9/", proxy.Port))).Fails(FailureKind.Proxy, DeliveryCertainty.NotSent, "403");
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_is_down_is_kind_proxy(string scheme)
    {
        await using var host = StepHost.Create();
        (await host.RunAsync(Step($"{scheme}://127.0.0.1:9/", Steps.FreePort()))).Fails(FailureKind.Proxy, DeliveryCertainty.NotSent, "No connection to the proxy");
    }

    [Fact]
    public async Task A_proxy_whose_name_does_not_exist_is_kind_proxy()
    {
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://127.0.0.1:9/", "proxy": { "host": "nowhere.invalid", "port": 3128 } }""")).Fails(FailureKind.Proxy, DeliveryCertainty.NotSent, "the proxy could not be resolved");
    }

    [Fact]
    public async Task A_proxy_the_egress_policy_refuses_is_blocked()
    {
        await using var proxy = TestProxy.Start();
        await using var host = StepHost.Create(allowPrivateNetworks: false);
        (await host.RunAsync(Step("http://example.com/", proxy.Port))).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "not a public address");
        Assert.Empty(proxy.Heads);
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData(null)]
    public async Task A_proxy_that_opens_no_tunnel_is_kind_proxy_and_not_sent(string? answer)
    {
        await using var proxy = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await (answer is null ? connection.WaitForCloseAsync() : connection.WriteAsync(answer));
        });
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "https://127.0.0.1:1/", "timeout": 0.5, "proxy": { "host": "127.0.0.1", "port": {{proxy.Port}} } }""");
        result.Fails(FailureKind.Proxy, DeliveryCertainty.NotSent, "The proxy");
    }

    [Fact]
    public async Task A_local_name_is_refused_behind_a_proxy_even_where_the_proxy_is_allowed()
    {
        await using var proxy = TestProxy.Start();
        await using var host = StepHost.Create(options => options.Egress.AllowedNetworks.Add($"127.0.0.1:{proxy.Port}"), allowPrivateNetworks: false);
        (await host.RunAsync(Step("http://localhost:6379/", proxy.Port))).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "local name");
        Assert.Empty(proxy.Heads);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_socks_5_proxy_carries_http_and_https(bool https)
    {
        await using var server = await TestServer.StartAsync(certificate: https ? Certificates.ForLoopback : null);
        await using var proxy = SocksProxy.Start("u:p4ssw0rd");
        await using var host = StepHost.Create();
        const string More = """, "type": "socks5", "username": "u", "password": "p4ssw0rd" """;
        (await host.RunAsync(https ? Trusting(server.Url, proxy.Port, More) : Step(server.Url, proxy.Port, More))).Succeeds();
        Assert.Equal($"127.0.0.1:{server.Port}", Assert.Single(proxy.Targets));
    }

    [Fact]
    public async Task A_socks_5_proxy_that_wants_other_credentials_is_kind_proxy()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = SocksProxy.Start("u:right-one");
        await using var host = StepHost.Create();
        var result = await host.RunAsync(Step(server.Url, proxy.Port, """, "type": "socks5", "username": "u", "password": "wrong-one" """));
        result.Fails(FailureKind.Proxy, DeliveryCertainty.NotSent, "proxy");
        Assert.DoesNotContain("wrong-one", result.ToJson(), StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_host_of_the_bypass_list_is_called_without_the_proxy_and_the_others_with_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = TestProxy.Start();
        await using var host = StepHost.Create();
        (await host.RunAsync(Step(server.Url, proxy.Port, """, "bypass": ["*.example.com", "127.0.0.1"] """))).Succeeds();
        Assert.Empty(proxy.Heads);
        (await host.RunAsync(Step(server.Url, proxy.Port, """, "bypass": ["*.example.com"] """))).Succeeds();
        Assert.Single(proxy.Heads);
    }

    [Fact]
    public void A_bypass_that_is_no_host_is_an_error() =>
        Assert.Equal("$.proxy.bypass[1]", Assert.Single(new StepReader().Read("""{ "url": "https://a/", "proxy": { "host": "p", "port": 1, "bypass": ["*.a", "http://x"] } }""").Errors).Path);

    [Fact]
    public async Task The_proxy_of_the_environment_is_used_only_if_the_host_opts_in()
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = TestProxy.Start();
        var former = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new System.Net.WebProxy("127.0.0.1", proxy.Port);
        try
        {
            await using var ignoring = StepHost.Create();
            (await ignoring.RunAsync("""{ "url": "http://server/" }""".At(server))).Succeeds();
            Assert.Empty(proxy.Heads);
            await using var using_ = StepHost.Create(options => options.Defaults.UseEnvironmentProxy = true);
            (await using_.RunAsync("""{ "url": "http://server/" }""".At(server))).Succeeds();
            Assert.Single(proxy.Heads);
        }
        finally
        {
            HttpClient.DefaultProxy = former;
        }
    }
}
