using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C5: redirects.</summary>
public sealed class RedirectFaults : FaultTests
{
    private const string Follow = """{ "url": "http://server/a", "followRedirects": true }""";

    private static RequestDelegate To(int status, string location) => TestServer.Status(status, ("Location", location));

    [Fault("redirects in a loop, to itself, eleven times")]
    [Promise(FailureKind.Redirect, DeliveryCertainty.Answered, Retried.No, Note = "`redirects` lists the hops")]
    public async Task F079_RedirectsWithoutEnd()
    {
        await using var host = Host();
        foreach (var (answer, hops) in new (RequestDelegate, int)[]
        {
            (To(302, "/a"), 1),
            (context => To(302, context.Request.Path == "/a" ? "/b" : "/a")(context), 2),
            (context => To(302, context.Request.Path + "x")(context), 10),
        })
        {
            await using var server = await TestServer.StartAsync(answer);
            Assert.Equal(hops, (await CheckAsync(host, """{ "url": "http://server/a", "query": {}, "followRedirects": true }""".At(server))).Redirects.Count + (hops == 10 ? 0 : 1));
        }
    }

    [Fault("a redirect to a private address, a metadata endpoint, file:, gopher:")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.Unknown, Retried.No, Case = "an address that is not allowed", Note = "`unknown`: the first server has acted")]
    [Promise(FailureKind.Redirect, DeliveryCertainty.Answered, Retried.No, Case = "another scheme")]
    public async Task F080_RedirectToForbidden()
    {
        await using var canary = await TestServer.StartAsync();
        foreach (var target in new[] { canary.Url, "http://169.254.169.254/latest/", "http://10.0.0.1/", "http://[::ffff:7f00:1]/", "http://localhost/" })
        {
            await using var server = await TestServer.StartAsync(To(302, target));
            await using var host = Host(options => options.Egress.AllowedNetworks.Add($"127.0.0.1:{server.Port}"), allowPrivateNetworks: false);
            await CheckAsync(host, Follow.At(server), "an address that is not allowed");
        }

        foreach (var target in new[] { "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "javascript:alert(1)" })
        {
            await using var server = await TestServer.StartAsync(To(302, target));
            await using var host = Host();
            await CheckAsync(host, Follow.At(server), "another scheme");
        }

        Assert.Empty(canary.Seen);
    }

    [Fault("a redirect from https to http")]
    [Promise(FailureKind.Redirect, DeliveryCertainty.Answered, Retried.No)]
    public async Task F081_Downgrade()
    {
        await using var plain = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync(To(302, plain.Url), Certificates.ForLoopback);
        await using var host = Host();
        await CheckAsync(host, $$"""{ "url": "{{server.Url}}/", "followRedirects": true, "tls": { "trustedCertificates": [{{JsonSerializer.Serialize(Certificates.ForLoopback.ExportCertificatePem())}}] } }""");
        Assert.Empty(plain.Seen);
    }

    [Fault("a redirect to another origin, with secrets in six places, by each of five statuses")]
    [Promise(Note = "the other origin sees none of them")]
    public async Task F082_SecretsStayAtHome()
    {
        await using var other = await TestServer.StartAsync();
        await using var host = Host();
        string[] places =
        [
            """ "headers": { "X-Key": "{{ secrets.planted }}" } """,
            """ "headers": { "Cookie": "a={{ secrets.planted }}", "Authorization": "Basic {{ secrets.planted }}" } """,
            """ "query": { "key": "{{ secrets.planted }}" } """,
            """ "authentication": { "type": "bearer", "token": "{{ secrets.planted }}" } """,
            """ "authentication": { "type": "query", "query": { "key": "{{ secrets.planted }}" } } """,
            """ "idempotencyKey": "{{ secrets.planted }}", "method": "POST" """,
        ];
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            await using var server = await TestServer.StartAsync(To(status, other.Url + "/there"));
            foreach (var place in places)
            {
                await RunAsync(host, $$"""{ "url": "{{server.Url}}/a", "followRedirects": true, {{place}} }""");
            }

            Assert.Equal(places.Length, server.Seen.Count);
        }

        Assert.Equal(30, other.Seen.Count);
        Planted.IsNotIn(other.Seen.Select(static seen => seen.Target + string.Join('|', seen.Headers) + seen.Text));
    }

    [Fault("a redirect away and back")]
    [Promise(Note = "the secrets do not come back")]
    public async Task F083_ThereAndBack()
    {
        var home = string.Empty;
        await using var other = await TestServer.StartAsync(context => To(302, home + "/back")(context));
        await using var server = await TestServer.StartAsync(context => (context.Request.Path == "/back" ? TestServer.Ok : To(302, other.Url))(context));
        home = server.Url;
        await using var host = Host();
        await CheckAsync(host, Follow.At(server));
        Planted.IsNotIn(server.Seen.Concat(other.Seen).Where(static seen => seen.Target != "/a?key=" + Planted.Secret).Select(static seen => seen.Target + string.Join('|', seen.Headers)));
        Assert.Equal("/back", server.Last.Target);
    }

    [Fault("a POST is redirected to another origin with 307 or 308")]
    [Promise(FailureKind.Redirect, DeliveryCertainty.Answered, Retried.No, Note = "the body is never replayed there; it cannot be opted in")]
    public async Task F084_BodyToOtherOrigin()
    {
        await using var other = await TestServer.StartAsync();
        await using var host = Host();
        foreach (var status in new[] { 307, 308 })
        {
            await using var server = await TestServer.StartAsync(To(status, other.Url));
            await CheckAsync(host, """{ "method": "POST", "url": "http://server/", "followRedirects": true, "body": { "type": "raw", "content": "{{ secrets.planted }}" } }""".At(server));
        }

        Assert.Empty(other.Seen);
    }

    [Fault("only the port, or only the scheme, changes")]
    [Promise(Note = "that is another origin: secrets stay behind")]
    public async Task F085_OtherPortOrScheme()
    {
        await using var secure = await TestServer.StartAsync(certificate: Certificates.ForLoopback);
        await using var port = await TestServer.StartAsync();
        await using var host = Host();
        foreach (var target in new[] { secure, port })
        {
            await using var server = await TestServer.StartAsync(To(302, target.Url + "/b"));
            await CheckAsync(host, $$"""{ "url": "{{server.Url}}/a", "followRedirects": true, "tls": { "trustedCertificates": [{{JsonSerializer.Serialize(Certificates.ForLoopback.ExportCertificatePem())}}] } }""");
            Planted.IsNotIn(target.Seen.Select(static seen => seen.Target + string.Join('|', seen.Headers)));
            Assert.Equal(2, target.Seen.Count);
        }
    }

    [Fault("Location is missing, empty, invalid, double, with an encoded line break")]
    [Promise(FailureKind.Redirect, DeliveryCertainty.Answered, Retried.No, Case = "not followed")]
    [Promise(Case = "an encoded line break", Note = "it stays encoded")]
    public async Task F086_BadLocation()
    {
        await using var host = Host();
        foreach (var headers in new[] { Array.Empty<string>(), ["Location: "], ["Location: http://[bad"], ["Location: http://u:p@127.0.0.1/"], ["Location: /a", "Location: /b"], ["Location: http:///"] })
        {
            await using var server = Play.Answer("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\n" + string.Concat(headers.Select(static header => header + "\r\n")) + "\r\n");
            await CheckAsync(host, Follow.At(server), "not followed");
        }

        await using var encoded = await TestServer.StartAsync(context => (context.Request.Path == "/a" ? To(302, "/b%0d%0aX-Evil:%20yes") : TestServer.Ok)(context));
        await CheckAsync(host, Follow.At(encoded), "an encoded line break");
        Assert.Equal("/b%0d%0aX-Evil:%20yes", encoded.Last.Target);
        Assert.Null(encoded.Last.Header("X-Evil"));
    }

    [Fault("a redirect with a Host header of the definition")]
    [Promise(Note = "it stays behind at another origin")]
    public async Task F087_HostHeaderStaysBehind()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync(To(302, other.Url));
        await using var host = Host(options => options.Egress.AllowHostHeader = true);
        await CheckAsync(host, """{ "url": "http://server/a", "followRedirects": true, "headers": { "Host": "virtual.example" } }""".At(server));
        Assert.Equal("virtual.example", server.Last.Header("Host"));
        Assert.Equal(other.Url["http://".Length..], other.Last.Header("Host"));
    }
}
