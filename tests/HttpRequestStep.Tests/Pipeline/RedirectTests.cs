using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class RedirectTests
{
    private static Microsoft.AspNetCore.Http.RequestDelegate To(int status, string location) => TestServer.Status(status, ("Location", location));

    [Fact]
    public async Task A_redirect_is_not_followed_by_default()
    {
        await using var server = await TestServer.PlayAsync(To(302, "/b"), TestServer.Ok);
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://server/a" }""".At(server));
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "302");
        Assert.Equal("/b", result.Headers["location"].ToString());
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_result_names_the_last_url_and_every_redirect_in_order()
    {
        await using var server = await TestServer.PlayAsync(To(301, "/b"), To(302, "c?x=1"), To(307, "?y=2"), TestServer.Ok);
        await using var host = StepHost.Create();
        var result = (await host.RunAsync("""{ "url": "http://server/a/../a", "followRedirects": true }""".At(server))).Succeeds();
        Assert.Equal([$"{server.Url}/b", $"{server.Url}/c?x=1", $"{server.Url}/c?y=2"], result.Redirects);
        Assert.Equal($"{server.Url}/c?y=2", result.Url);
        Assert.Equal(["/a/../a", "/b", "/c?x=1", "/c?y=2"], server.Seen.Select(seen => seen.Target));
        Assert.Single(result.Attempts);
    }

    [Theory]
    [InlineData(301, "POST", "GET", false)]
    [InlineData(302, "POST", "GET", false)]
    [InlineData(303, "POST", "GET", false)]
    [InlineData(307, "POST", "POST", true)]
    [InlineData(308, "POST", "POST", true)]
    [InlineData(301, "PUT", "PUT", true)]
    [InlineData(302, "DELETE", "DELETE", true)]
    [InlineData(303, "PUT", "GET", false)]
    [InlineData(307, "PATCH", "PATCH", true)]
    [InlineData(301, "GET", "GET", true)]
    public async Task The_method_and_body_of_a_hop_follow_the_table(int status, string method, string then, bool keepsBody)
    {
        await using var server = await TestServer.PlayAsync(To(status, "/b"), TestServer.Ok);
        await using var host = StepHost.Create();
        (await host.RunAsync($$"""{ "method": "{{method}}", "url": "http://server/a", "followRedirects": true, "body": { "type": "json", "value": [1] } }""".At(server))).Succeeds();
        Assert.Equal(then, server.Last.Method);
        Assert.Equal(keepsBody ? "[1]" : "", server.Last.Text);
        Assert.Equal(keepsBody ? "application/json" : null, server.Last.Header("Content-Type"));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Credentials_do_not_cross_origins_and_do_not_come_back(int status)
    {
        var home = string.Empty;
        await using var other = await TestServer.StartAsync(context => To(status, home + "/back")(context));
        await using var host = StepHost.Create();
        const string auth = """
            { "url": "http://server/a?own=1", "followRedirects": true, "query": { "page": "1" },
              "headers": { "X-Api-Key": "key-1234", "Cookie": "c=1234", "Authorization": "Basic abcd", "X-Custom": "v", "Accept": "text/x", "Accept-Language": "de" },
              "authentication": AUTH, "signing": { "type": "github", "secret": "signing-secret" }, "idempotencyKey": "idem-1234" }
            """;
        foreach (var authentication in new[] { """{ "type": "header", "headers": { "X-Token": "token-1234" } }""", """{ "type": "query", "query": { "token": "token-1234" } }""", """{ "type": "bearer", "token": "token-1234" }""" })
        {
            var seenBefore = other.Seen.Count;
            await using var origin = await TestServer.PlayAsync(To(status, "/same"), To(status, other.Url + "/b"), TestServer.Ok);
            home = origin.Url;
            (await host.RunAsync(auth.Replace("AUTH", authentication, StringComparison.Ordinal).At(origin))).Succeeds();
            Assert.Equal(seenBefore + 1, other.Seen.Count);

            // Within the origin everything stays.
            var same = origin.Seen[1];
            Assert.Equal("key-1234", same.Header("X-Api-Key"));
            Assert.NotNull(same.Header("X-Hub-Signature-256"));
            Assert.Contains("token-1234", same.Target + same.Header("X-Token") + same.Header("Authorization"), StringComparison.Ordinal);

            foreach (var abroad in new[] { other.Last, origin.Last })
            {
                Assert.DoesNotContain("1234", abroad.Target + string.Join('|', abroad.Headers.Select(header => header.Value)), StringComparison.Ordinal);
                Assert.Empty(abroad.Headers.Select(header => header.Key).Except(["Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Host"], StringComparer.OrdinalIgnoreCase));
                Assert.Equal("text/x", abroad.Header("Accept"));
            }

            Assert.Equal("/back", origin.Last.Target);
        }
    }

    [Theory]
    [InlineData(307, "POST")]
    [InlineData(308, "POST")]
    [InlineData(301, "PUT")]
    public async Task A_body_is_not_replayed_to_another_origin(int status, string method)
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.PlayAsync(To(status, other.Url));
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "method": "{{method}}", "url": "http://server/", "followRedirects": true, "body": { "type": "raw", "content": "x" } }""".At(server));
        result.Fails(FailureKind.Redirect, DeliveryCertainty.Answered, "which would get the body too");
        Assert.Equal(status, result.StatusCode);
        Assert.Empty(other.Seen);
    }

    [Theory]
    [InlineData("/a", "in a loop")]
    [InlineData("ftp://example.com/", "not an http or https URL")]
    [InlineData("file:///etc/passwd", "not an http or https URL")]
    [InlineData("http://user:pass@127.0.0.1/", "not an http or https URL")]
    [InlineData("http://[bad", "not an http or https URL")]
    public async Task A_location_that_cannot_be_followed_is_kind_redirect(string location, string message)
    {
        await using var server = await TestServer.PlayAsync(To(302, location));
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://server/a", "followRedirects": true }""".At(server));
        result.Fails(FailureKind.Redirect, DeliveryCertainty.Answered, message);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_missing_location_and_several_are_kind_redirect()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(302), TestServer.Status(302, ("Location", "/x"), ("Location", "/y")));
        await using var host = StepHost.Create();
        const string step = """{ "url": "http://server/a", "followRedirects": true }""";
        (await host.RunAsync(step.At(server))).Fails(FailureKind.Redirect, DeliveryCertainty.Answered, "without a Location");
        (await host.RunAsync(step.At(server))).Fails(FailureKind.Redirect, DeliveryCertainty.Answered, "several Location");
    }

    [Theory]
    [InlineData("true", 10)]
    [InlineData("""{ "max": 2 }""", 2)]
    [InlineData("""{ "max": 50 }""", 20)]
    public async Task The_number_of_redirects_is_limited(string follow, int most)
    {
        await using var server = await TestServer.StartAsync(context => To(302, context.Request.Path + "x")(context));
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "http://server/a", "followRedirects": {{follow}} }""".At(server));
        result.Fails(FailureKind.Redirect, DeliveryCertainty.Answered, $"more than {most} times");
        Assert.Equal(most, result.Redirects.Count);
        Assert.Equal(most + 1, server.Seen.Count);
    }

    [Fact]
    public async Task A_downgrade_to_http_is_never_followed()
    {
        await using var plain = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync(To(302, plain.Url), Certificates.ForLoopback);
        await using var host = StepHost.Create();
        var trusted = JsonSerializer.Serialize(Certificates.ForLoopback.ExportCertificatePem());
        (await host.RunAsync($$"""{ "url": "{{server.Url}}/", "followRedirects": true, "tls": { "trustedCertificates": [{{trusted}}] } }"""))
            .Fails(FailureKind.Redirect, DeliveryCertainty.Answered, "from https to http");
        Assert.Empty(plain.Seen);
    }

    [Fact]
    public async Task Same_origin_only_stays_at_home()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.PlayAsync(To(302, "/b"), To(302, other.Url));
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/", "followRedirects": { "sameOriginOnly": true } }""".At(server))).Fails(FailureKind.Redirect, DeliveryCertainty.Answered, "sameOriginOnly");
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task Every_hop_passes_the_egress_policy()
    {
        await using var server = await TestServer.PlayAsync(To(302, "http://169.254.169.254/latest/meta-data"));
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/", "followRedirects": true }""".At(server))).Fails(FailureKind.Blocked, DeliveryCertainty.Unknown, "metadata endpoint");
    }

    [Theory]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(305)]
    public async Task Other_statuses_of_300_are_not_followed(int status)
    {
        await using var server = await TestServer.PlayAsync(To(status, "/b"));
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/", "followRedirects": true }""".At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_hop_without_an_answer_does_not_show_the_one_before()
    {
        var answers = new Queue<string>(["HTTP/1.1 302 Found\r\nLocation: /garbage\r\nX-First: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "GARBAGE\r\n\r\n"]);
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync(answers.Dequeue());
        });
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "{{server.Url}}/a", "followRedirects": true }""");
        result.Fails(FailureKind.Unreadable, DeliveryCertainty.Unknown, "not valid HTTP");
        Assert.Null(result.StatusCode);
        Assert.Empty(result.Headers);
    }

    [Fact]
    public async Task The_path_of_a_location_is_requested_as_the_server_wrote_it()
    {
        await using var server = await TestServer.PlayAsync(To(302, "/a/%2E%2E/b%7e?x=%20#frag"), TestServer.Ok);
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/", "followRedirects": true }""".At(server))).Succeeds();
        Assert.Equal("/a/%2E%2E/b%7e?x=%20", server.Last.Target);
    }

    [Theory]
    [InlineData(0, FailureKind.Status)]
    [InlineData(1, FailureKind.Redirect)]
    public async Task The_hosts_limit_is_named_where_it_ends_the_redirects(int limit, FailureKind kind)
    {
        var hop = 0;
        await using var server = await TestServer.StartAsync(context => To(302, $"/{++hop}")(context));
        await using var host = StepHost.Create(options => options.Limits.MaxRedirects = limit);
        (await host.RunAsync("""{ "url": "http://server/", "followRedirects": true }""".At(server))).Fails(kind, DeliveryCertainty.Answered, "MaxRedirects");
    }
}
