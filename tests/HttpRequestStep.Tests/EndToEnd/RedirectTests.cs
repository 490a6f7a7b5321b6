using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests;

/// <summary>Our own redirects: what is followed, and what never crosses an origin.</summary>
public sealed class RedirectTests
{
    [Fact]
    public async Task Redirects_are_off_unless_asked_for()
    {
        await using var peer = await KestrelPeer.StartAsync(To("/next", 302));
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url });

        Assert.Equal((FailureKind.Status, 302), (result.Failure!.Kind, result.StatusCode!.Value));
        Assert.Single(peer.Seen);
    }

    [Theory]
    [InlineData(301, "POST", "GET", "")]
    [InlineData(302, "POST", "GET", "")]
    [InlineData(303, "POST", "GET", "")]
    [InlineData(303, "PUT", "GET", "")]
    [InlineData(303, "HEAD", "HEAD", null)]
    [InlineData(301, "PUT", "PUT", "body")]
    [InlineData(307, "POST", "POST", "body")]
    [InlineData(308, "PATCH", "PATCH", "body")]
    public async Task The_method_table_holds(int status, string method, string next, string? body)
    {
        await using var peer = await KestrelPeer.StartAsync(context => context.Request.Path == "/" ? To("/next?a=1", status)(context) : Task.CompletedTask);
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Method = method, Url = peer.Url, FollowRedirects = StepRedirects.Follow, Body = body is null ? null : new RawBody { Content = "body" } };

        var result = await harness.Executor.ExecuteAsync(step);

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal((next, "/next?a=1", body ?? ""), (peer.Last.Method, peer.Last.Target, peer.Last.Text));
        Assert.Equal([peer.Url + "/next?a=1"], result.Redirects);
        Assert.Equal(peer.Url + "/next?a=1", result.Url);
        Assert.Single(result.Attempts);
    }

    public static TheoryData<int, string> Leaks()
    {
        var rows = new TheoryData<int, string>();
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            foreach (var place in new[] { "bearer", "header", "query", "cookie", "custom", "signing" })
            {
                rows.Add(status, place);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Leaks))]
    public async Task No_credential_crosses_an_origin_nor_comes_back(int status, string place)
    {
        const string Secret = "planted-secret";
        KestrelPeer first = null!;
        await using var other = await KestrelPeer.StartAsync(context => context.Request.Path == "/there" ? To(first.Url + "/back", status)(context) : Task.CompletedTask);
        await using var origin = await KestrelPeer.StartAsync(context => context.Request.Path == "/" ? To(other.Url + "/there", status)(context) : Task.CompletedTask);
        first = origin;
        using var harness = new StepHarness();
        var part = place switch
        {
            "bearer" => $$"""
                "authentication": { "type": "bearer", "token": "{{Secret}}" }
                """,
            "header" => $$"""
                "authentication": { "type": "header", "headers": { "X-Api-Key": "{{Secret}}" } }
                """,
            "query" => $$"""
                "authentication": { "type": "query", "query": { "key": "{{Secret}}" } }
                """,
            "cookie" => $$"""
                "headers": { "Cookie": "{{Secret}}" }
                """,
            "custom" => $$"""
                "headers": { "Accept": { "value": "{{Secret}}", "secret": true }, "X-Mine": "{{Secret}}" }
                """,
            _ => """
                "signing": { "type": "github", "secret": "k" }
                """,
        };

        var result = await harness.RunAsync($$"""{ "url": "{{origin.Url}}", "followRedirects": true, {{part}} }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(2, origin.Seen.Count);
        foreach (var seen in new[] { other.Last, origin.Last })
        {
            Assert.DoesNotContain(Secret, seen.Target + string.Join('\n', seen.Headers.Select(header => header.Key + header.Value)), StringComparison.Ordinal);
            Assert.False(seen.Headers.ContainsKey("X-Hub-Signature-256"));
            Assert.False(seen.Headers.ContainsKey("X-Mine"));
        }
    }

    [Fact]
    public async Task Credentials_are_applied_again_on_the_same_origin()
    {
        await using var peer = await KestrelPeer.StartAsync(context => context.Request.Path == "/" ? To("next", 302)(context) : Task.CompletedTask);
        using var harness = new StepHarness();

        await harness.RunAsync($$"""{ "url": "{{peer.Url}}/", "followRedirects": true, "authentication": { "type": "query", "query": { "key": "abc" } }, "headers": { "X-Mine": "1" } }""");

        Assert.Equal("/next?key=abc", peer.Last.Target);
        Assert.Equal("1", peer.Last.Header("X-Mine"));
    }

    [Theory]
    [InlineData(302, "/", "in a loop")]
    [InlineData(302, "", "Location")]
    [InlineData(302, null, "without a Location")]
    [InlineData(302, "file:///etc/passwd", "not an http")]
    [InlineData(302, "http://user:pw@127.0.0.1/", "not an http")]
    public async Task A_redirect_that_cannot_be_followed_is_kind_redirect(int status, string? location, string reason)
    {
        await using var peer = await KestrelPeer.StartAsync(location is null ? context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }
        : To(location, status));
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url + "/", FollowRedirects = StepRedirects.Follow });

        Assert.Equal((FailureKind.Redirect, DeliveryCertainty.Answered), (result.Failure!.Kind, result.Failure.Delivery));
        Assert.Contains(reason, result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_redirects_is_told()
    {
        var count = 0;
        await using var peer = await KestrelPeer.StartAsync(context => To($"/{++count}", 302)(context));
        using var harness = new StepHarness();

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "followRedirects": { "max": 3 } }""");

        Assert.Equal(FailureKind.Redirect, result.Failure!.Kind);
        Assert.Contains("more than 3 times", result.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, result.Redirects.Count);
    }

    [Fact]
    public async Task A_body_is_not_replayed_to_another_origin()
    {
        await using var other = await KestrelPeer.StartAsync();
        await using var peer = await KestrelPeer.StartAsync(To(other.Url, 307));
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Method = "POST", Url = peer.Url, FollowRedirects = StepRedirects.Follow, Body = new RawBody { Content = "x" } });

        Assert.Equal(FailureKind.Redirect, result.Failure!.Kind);
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task Never_from_https_to_http()
    {
        using var certificate = Certificates.SelfSigned();
        await using var plain = await KestrelPeer.StartAsync();
        await using var peer = await KestrelPeer.StartAsync(To(plain.Url, 302), certificate);
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = peer.Url, FollowRedirects = StepRedirects.Follow, Tls = new StepTls { TrustedCertificates = [new Text(certificate.ExportCertificatePem())] } };

        var result = await harness.Executor.ExecuteAsync(step);

        Assert.Equal(FailureKind.Redirect, result.Failure!.Kind);
        Assert.Contains("https to http", result.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(plain.Seen);
    }

    [Fact]
    public async Task Every_hop_passes_the_egress_policy()
    {
        await using var peer = await KestrelPeer.StartAsync(To("http://169.254.169.254/latest/meta-data", 302));
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url, FollowRedirects = StepRedirects.Follow });

        Assert.Equal(FailureKind.Blocked, result.Failure!.Kind);
    }

    private static Func<HttpContext, Task> To(string location, int status) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    };
}
