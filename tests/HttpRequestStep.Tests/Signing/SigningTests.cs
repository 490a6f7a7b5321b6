using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps.Tests;

public sealed class SigningTests
{
    private static async Task<SeenRequest> SendAsync(string step, DateTimeOffset? now = null, Action<HttpRequestStepsOptions>? settings = null)
    {
        var clock = new ManualClock();
        clock.Advance((now ?? ManualClock.Noon) - ManualClock.Noon is { Ticks: > 0 } ahead ? ahead : TimeSpan.Zero);
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(settings, clock: clock);
        (await host.RunAsync(step.At(server))).Succeeds();
        return server.Last;
    }

    private static string Hmac(string key, string payload) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public async Task Github_signs_as_its_documentation_shows()
    {
        var seen = await SendAsync("""{ "method": "POST", "url": "http://server/", "signing": { "type": "github", "secret": "It's a Secret to Everybody" }, "body": { "type": "raw", "content": "Hello, World!" } }""");
        Assert.Equal("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", seen.Header("X-Hub-Signature-256"));
    }

    [Fact]
    public async Task Standard_webhooks_signs_as_its_reference_does()
    {
        // The vector's time is before the fake clock's default, so this clock starts there.
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1614265330));
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(clock: clock);
        (await host.RunAsync("""
            { "method": "POST", "url": "http://server/", "idempotencyKey": "msg_p5jXN8AQM9LWM0D4loKWxJek",
              "signing": { "type": "standardWebhooks", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, "body": { "type": "raw", "content": "{\"test\": 2432232314}" } }
            """.At(server))).Succeeds();
        Assert.Equal(
            ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            (server.Last.Header("webhook-id"), server.Last.Header("webhook-timestamp"), server.Last.Header("webhook-signature")));
    }

    [Theory]
    [InlineData("persona", "Persona-Signature")]
    [InlineData("stripe", "Stripe-Signature")]
    public async Task Persona_and_stripe_sign_timestamp_and_body(string type, string header)
    {
        var seen = await SendAsync($$"""{ "method": "POST", "url": "http://server/", "signing": { "type": "{{type}}", "secret": "k-1234" }, "body": { "type": "json", "value": ["\u00fc"] } }""");
        var timestamp = ManualClock.Noon.ToUnixTimeSeconds();
        Assert.Equal(Steps.Invariant($"t={timestamp},v1={Hmac("k-1234", $"{timestamp}.[\"\u00fc\"]")}"), seen.Header(header));
    }

    [Fact]
    public async Task Hmac_has_its_defaults()
    {
        var seen = await SendAsync("""{ "method": "POST", "url": "http://server/", "signing": { "type": "hmac", "secret": "k-1234" }, "body": { "type": "raw", "content": "b" } }""");
        var timestamp = ManualClock.Noon.ToUnixTimeSeconds();
        Assert.Equal(Steps.Invariant($"t={timestamp},v1={Hmac("k-1234", $"{timestamp}.b")}"), seen.Header("X-Signature"));
    }

    [Fact]
    public async Task Hmac_signs_any_payload_with_any_algorithm_into_any_header()
    {
        var seen = await SendAsync("""
            { "method": "PUT", "url": "http://server/a/b", "query": { "q": "1 2" },
              "signing": { "type": "hmac", "secret": "{{ secrets.k }}", "algorithm": "sha512", "header": "X-Mine", "payload": "{{ method }}|{{ path }}|{{ query }}|{{ timestamp }}|{{ body }}", "format": "v0={{ signature }}", "encoding": "base64", "timestampHeader": "X-Time" },
              "body": { "type": "raw", "content": "b" } }
            """, settings: options => options.Secrets["k"] = "k-1234");
        var timestamp = ManualClock.Noon.ToUnixTimeSeconds();
        var expected = Convert.ToBase64String(HMACSHA512.HashData("k-1234"u8, Encoding.UTF8.GetBytes(Steps.Invariant($"PUT|/a/b|q=1%202|{timestamp}|b"))));
        Assert.Equal(("v0=" + expected, Steps.Invariant($"{timestamp}")), (seen.Header("X-Mine"), seen.Header("X-Time")));
    }

    [Theory]
    [InlineData("{{ body | sha256 }}")]
    [InlineData("{{ body }}{{ body }}")]
    public async Task The_body_may_stand_in_an_expression_of_the_payload(string payload)
    {
        var seen = await SendAsync($$"""{ "method": "POST", "url": "http://server/", "signing": { "type": "hmac", "secret": "k-1234", "payload": "{{payload}}", "format": "{% raw %}{% endraw %}{{"{{ signature }}"}}" }, "body": { "type": "raw", "content": "b" } }""");
        var signed = payload.Contains("sha256", StringComparison.Ordinal) ? Convert.ToHexStringLower(SHA256.HashData("b"u8)) : "bb";
        Assert.Equal(Hmac("k-1234", signed), seen.Header("X-Signature"));
    }

    [Fact]
    public async Task The_body_that_is_signed_is_the_exact_bytes_sent_compressed_and_binary_ones_too()
    {
        var input = new StepInput();
        byte[] bytes = [0, 255, 128, 10, 13];
        input.Files["f"] = StepFile.FromBytes("f.bin", bytes);
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        foreach (var compress in new[] { "", ", \"compress\": \"gzip\"" })
        {
            (await host.RunAsync($$"""{ "method": "POST", "url": "http://server/", "signing": { "type": "github", "secret": "k-1234" }, "body": { "type": "file", "file": "{{"{{ files.f }}"}}"{{compress}} } }""".At(server), input)).Succeeds();
            Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("k-1234"u8, server.Last.Body)), server.Last.Header("X-Hub-Signature-256"));
        }
    }

    [Theory]
    [InlineData("{{ body | sha256 }}", false)]
    [InlineData("{{ body | hmac_sha256: 'k-2' }}", true)]
    [InlineData("{% if body %}{{ body | sha256 | upcase }}{% endif %}", false)]
    public async Task A_body_that_is_no_text_is_hashed_as_the_bytes_it_is(string payload, bool isKeyed)
    {
        byte[] bytes = [0x61, 0xFF, 0x00, 0xC3];
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        foreach (var file in new[] { StepFile.FromBytes("f.bin", bytes), new StepFile("f.bin", _ => new(new MemoryStream(bytes))) })
        {
            foreach (var compress in new[] { "", ", \"compress\": \"gzip\"" })
            {
                var input = new StepInput();
                input.Files["f"] = file;
                (await host.RunAsync($$$"""{ "method": "POST", "url": "http://server/", "signing": { "type": "hmac", "secret": "k-1234", "payload": "{{{payload}}}", "format": "{{ signature }}" }, "body": { "type": "file", "file": "{{ files.f }}"{{{compress}}} } }""".At(server), input)).Succeeds();
                var digest = Convert.ToHexStringLower(isKeyed ? HMACSHA256.HashData("k-2"u8, server.Last.Body) : SHA256.HashData(server.Last.Body));
                Assert.Equal(Hmac("k-1234", payload.Contains("upcase", StringComparison.Ordinal) ? digest.ToUpperInvariant() : digest), server.Last.Header("X-Signature"));
            }
        }
    }

    [Theory]
    [InlineData("{{ body | base64_encode }}")]
    [InlineData("{{ body | size }}")]
    [InlineData("{{ body }}{{ body }}")]
    [InlineData("{% if body %}{{ body }}{% endif %}")]
    [InlineData("{% assign b = body | append: 'x' %}{{ b }}")]
    public async Task A_body_that_is_no_text_is_not_signed_as_one(string payload)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        foreach (var file in new[] { StepFile.FromBytes("f.bin", new byte[] { 0x61, 0xFF }), new StepFile("f.bin", _ => new(new MemoryStream([0x61, 0xFF]))) })
        {
            var input = new StepInput();
            input.Files["f"] = file;
            (await host.RunAsync(Step(payload).At(server), input)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not valid UTF-8");
            (await host.RunAsync(Step("{{ method | downcase }}").At(server), input)).Succeeds();
            Assert.Equal(Hmac("k-1234", "post"), server.Last.Header("X-Signature"));
        }

        static string Step(string payload) => $$$"""{ "method": "POST", "url": "http://server/", "signing": { "type": "hmac", "secret": "k-1234", "payload": "{{{payload}}}", "format": "{{ signature }}" }, "body": { "type": "file", "file": "{{ files.f }}" } }""";
    }

    [Fact]
    public async Task A_retry_is_signed_anew_with_the_same_id()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Ok);
        await using var host = StepHost.Create(clock: clock);
        var run = host.RunAsync("""{ "method": "POST", "url": "http://server/", "retry": { "intervals": [5] }, "signing": { "type": "standardWebhooks", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } }""".At(server));
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        (await run).Succeeds();
        Assert.Equal(server.Seen[0].Header("webhook-id"), server.Seen[1].Header("webhook-id"));
        Assert.Equal(5, long.Parse(server.Seen[1].Header("webhook-timestamp")!, null) - long.Parse(server.Seen[0].Header("webhook-timestamp")!, null));
        Assert.NotEqual(server.Seen[0].Header("webhook-signature"), server.Seen[1].Header("webhook-signature"));
    }

    [Fact]
    public async Task A_signing_secret_that_is_no_base64_is_kind_authentication_when_run_and_when_rendered()
    {
        await using var host = StepHost.Create();
        const string step = """{ "url": "http://127.0.0.1:9/", "signing": { "type": "standardWebhooks", "secret": "whsec_???" } }""";
        (await host.RunAsync(step)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not base64");
        var exception = await Assert.ThrowsAsync<HttpRequestStepException>(() => host.RenderAsync(step));
        Assert.Equal(FailureKind.Authentication, exception.Result.Failure!.Kind);
    }

    [Fact]
    public async Task A_signing_secret_without_a_key_is_kind_authentication()
    {
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://127.0.0.1:9/", "signing": { "type": "standardWebhooks", "secret": "whsec_" } }""")).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "there is no key in it");
    }

    [Theory]
    [InlineData("\"header\": \"Content-Length\"", "$.signing.header")]
    [InlineData("\"header\": \"a b\"", "$.signing.header")]
    [InlineData("\"timestampHeader\": \"Host\"", "$.signing.timestampHeader")]
    public void A_header_that_is_not_to_be_set_cannot_carry_a_signature(string property, string path) =>
        Assert.Equal(path, Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "signing": { "type": "hmac", "secret": "s", {{property}} } }""").Errors).Path);

    [Fact]
    public async Task A_hop_without_the_body_is_signed_without_it()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(303, ("Location", "/b")), TestServer.Ok);
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "method": "POST", "url": "http://server/a", "followRedirects": true, "body": { "type": "raw", "content": "hello" }, "signing": { "type": "github", "secret": "key-1234" } }""".At(server))).Succeeds();
        var empty = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key-1234"u8, []));
        Assert.Equal("sha256=" + empty, server.Last.Header("X-Hub-Signature-256"));
    }
}
