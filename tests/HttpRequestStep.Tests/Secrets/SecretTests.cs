using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class SecretTests
{
    private const string Planted = "pl4nted+s3cret/value==";

    private static readonly string[] Forms =
    [
        Planted, Uri.EscapeDataString(Planted), System.Net.WebUtility.UrlEncode(Planted), Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted)), Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Planted)),
    ];

    public static TheoryData<string> Places() =>
    [
        """ "authentication": { "type": "bearer", "token": "PLANTED" } """,
        """ "authentication": { "type": "basic", "username": "u", "password": "PLANTED" } """,
        """ "authentication": { "type": "header", "headers": { "X-Key": "PLANTED" } } """,
        """ "authentication": { "type": "query", "query": { "key": "PLANTED" } } """,
        """ "authentication": { "type": "digest", "username": "u", "password": "PLANTED" } """,
        """ "authentication": { "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "PLANTED", "region": "r", "service": "s3" } """,
        """ "authentication": { "type": "awsSigV4", "accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "x", "sessionToken": "PLANTED", "region": "r", "service": "es" } """,
        """ "authentication": { "type": "custom", "headers": { "X-Key": "PLANTED" } } """,
        """ "authentication": { "type": "custom", "query": { "key": "PLANTED" } } """,
        """ "authentication": { "type": "custom", "body": { "key": "PLANTED" } }, "body": { "type": "json", "value": { } } """,
        """ "authentication": { "type": "custom", "body": { "key": "PLANTED" } }, "body": { "type": "urlEncoded", "fields": { } } """,
        """ "headers": { "X-Key": "{{ secrets.s }}" } """,
        """ "headers": { "X-Key": { "value": "PLANTED", "secret": true } } """,
        """ "query": { "key": "{{ secrets.s }}" } """,
        """ "query": { "key": { "value": "PLANTED", "secret": true } } """,
        """ "query": { "key": [{ "value": "PLANTED", "secret": true }] } """,
        """ "signing": { "type": "github", "secret": "PLANTED" } """,
        """ "body": { "type": "raw", "content": "a {{ secrets.s }} b" } """,
        """ "body": { "type": "raw", "content": { "value": "PLANTED", "secret": true } } """,
        """ "body": { "type": "urlEncoded", "fields": { "key": { "value": "PLANTED", "secret": true } } } """,
        """ "body": { "type": "json", "value": ["{{ secrets.s }}"] } """,
        """ "body": { "type": "jsonTemplate", "template": "[{{ secrets.s | json }},]" } """,
        """ "body": { "type": "jsonTemplate", "template": { "value": "[\"PLANTED\"]", "secret": true } } """,
        """ "body": { "type": "mapping", "root": "object", "fields": [{ "to": "a", "template": "{{ secrets.s }}" }, { "to": "b", "template": { "value": "PLANTED", "secret": true } }] } """,
        """ "body": { "type": "xml", "template": "<a b='{{ secrets.s }}'>{{ secrets.s }}</a>" } """,
        """ "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://server/token", "clientId": "c", "clientSecret": "PLANTED" } """,
        """ "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://server/token", "clientId": "c", "clientSecret": "x", "clientAuthentication": "body", "tokenRequest": { "headers": { "X-Key": "PLANTED" }, "query": { "a": "PLANTED" }, "body": { "b": "PLANTED" } } } """,
        """ "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://server/token", "clientId": "c", "clientAuthentication": "privateKeyJwt", "privateKey": "{{ secrets.s }}" } """,
        """ "authentication": { "type": "oauth2", "grant": "password", "tokenUrl": "http://server/token?key={{ secrets.s }}", "clientId": "c", "clientSecret": "x", "username": "u", "password": "PLANTED" } """,
        """ "authentication": { "type": "oauth2", "grant": "refreshToken", "tokenUrl": "http://server/token", "clientId": "c", "clientSecret": "x", "refreshToken": "PLANTED" } """,
        """ "proxy": { "host": "127.0.0.1", "port": 1, "username": "u", "password": "PLANTED" } """,
        """ "proxy": { "type": "socks5", "host": "127.0.0.1", "port": 1, "username": "u", "password": "PLANTED" } """,
        """ "tls": { "clientCertificate": { "pem": "-----BEGIN CERTIFICATE-----PLANTED", "key": "PLANTED", "password": "PLANTED" } } """,
        """ "tls": { "clientCertificate": { "pfx": "{{ secrets.s }}", "password": "PLANTED" } } """,
        """ "signing": { "type": "hmac", "secret": "PLANTED", "format": "{{ signature }}" } """,
        """ "signing": { "type": "httpMessageSignatures", "keyId": "k", "secret": "PLANTED" } """,
        """ "body": { "type": "formData", "fields": [{ "name": "a", "type": "text", "value": "{{ secrets.s }}" }] } """,
        """ "idempotencyKey": { "value": "PLANTED", "secret": true } """,
    ];

    private static void Clean(string text)
    {
        foreach (var form in Forms)
        {
            Assert.DoesNotContain(form, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_secret_is_in_no_result_log_trace_exception_or_preview(string place)
    {
        var tags = new StringBuilder();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (tags)
                {
                    tags.Append(activity.DisplayName).AppendLine(activity.StatusDescription).AppendJoin('\n', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await TestServer.PlayAsync(TestServer.Ok, TestServer.Status(500), TestServer.Status(302, ("Location", "/next")), TestServer.Ok);
        await using var host = StepHost.Create(options => options.Secrets["s"] = Planted);
        var definition = $$"""{ "method": "POST", "url": "http://server/path", "name": "planted", "followRedirects": true,{{place.Replace("PLANTED", Planted, StringComparison.Ordinal)}} }""";
        var step = host.Reader.Parse(definition.At(server));
        var results = new List<StepResult> { await host.RunAsync(step), await host.RunAsync(step), await host.RunAsync(step) };

        // A failure before an answer, and one before the first byte.
        results.Add(await host.RunAsync(step with { Url = $"http://127.0.0.1:{Steps.FreePort()}/path" }));
        results.Add(await host.RunAsync(step with { Url = "http://a/{{ secrets.s }}{{ nope }}" }));
        foreach (var result in results)
        {
            Clean(result.ToJson());
            Clean(result.Succeeded ? string.Empty : Assert.Throws<HttpRequestStepException>(result.EnsureSucceeded).ToString());
        }

        var preview = await host.Executor.RenderAsync(step);
        Clean(preview.Url + preview.BodyText + string.Join('\n', preview.Headers.Select(header => header.Key + header.Value)));
        Clean(string.Join('\n', host.Logs.GetSnapshot().Select(record => record.Message + record.Exception + string.Join(',', record.StructuredState?.Select(pair => pair.Value) ?? []))));
        Assert.Contains(host.Logs.GetSnapshot(), record => record.Message.Contains("planted", StringComparison.Ordinal));
        lock (tags)
        {
            Clean(tags.ToString());
            Assert.Contains("url.full", tags.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("?x=1")]
    public async Task A_secret_url_is_shown_nowhere(string query)
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": { "value": "http://server/hooks/{{Planted}}{{query}}", "secret": true } }""".At(server));
        Assert.Contains(Planted, server.Last.Target, StringComparison.Ordinal);
        Clean(result.ToJson());
        Clean(string.Join('\n', host.Logs.GetSnapshot().Select(record => record.Message)));
        Clean((await host.RenderAsync($$"""{ "url": { "value": "http://server/hooks/{{Planted}}{{query}}", "secret": true } }""".At(server))).Url);
    }

    [Fact]
    public async Task A_body_or_header_that_the_server_sent_is_kept_even_if_it_echoes_a_secret()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(Encoding.UTF8.GetBytes($"\"{Planted}\""), "application/json", ("X-Echo", Planted)));
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "http://server/", "authentication": { "type": "bearer", "token": "{{Planted}}" } }""".At(server));
        Assert.Equal(Planted, result.Body.Json.GetString());
        Assert.Equal(Planted, result.Headers["x-echo"].ToString());
    }

    [Fact]
    public async Task The_query_string_is_in_no_log()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/p", "query": { "email": "ada@example.com" } }""".At(server))).Succeeds();
        var record = Assert.Single(host.Logs.GetSnapshot(), record => record.Category == StepDiagnostics.SourceName);
        Assert.Contains("/p?*", record.Message, StringComparison.Ordinal);
        Assert.All(host.Logs.GetSnapshot(), any => Assert.DoesNotContain("ada", any.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_text_prints_as_a_mask() => Assert.Equal("***", new Text("value", true).ToString());

    [Fact]
    public async Task Rendering_masks_credentials_even_literal_ones()
    {
        await using var host = StepHost.Create();
        var preview = await host.RenderAsync("""{ "url": "http://a/", "headers": { "Cookie": "c=1", "X": "x" }, "authentication": { "type": "bearer", "token": "ab" } }""");
        Assert.Equal([("Authorization", "***"), ("Cookie", "***"), ("X", "x")], preview.Headers.Where(header => header.Key is "Authorization" or "Cookie" or "X").Select(header => (header.Key, header.Value)).Order());
    }

    [Fact]
    public async Task A_vaults_own_words_are_not_shown()
    {
        await using var host = StepHost.Create(build: builder => builder.AddSecretResolver<FailingVault>());
        var result = await host.RunAsync("""{ "url": "http://a/{{ secrets.s }}" }""");
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "The secret \"s\" could not be read: InvalidOperationException");
        Clean(result.ToJson());
    }

    private sealed class FailingVault : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) => throw new InvalidOperationException(Planted);
    }

    [Theory]
    [InlineData(""" "body": { "type": "formData", "fields": [ { "type": "text", "name": "t", "value": "PLANTED" }, { "type": "file", "name": "f", "file": "{{ files.f }}" } ] } """)]
    [InlineData(""" "body": { "type": "json", "value": ["{{ secrets.s }}"], "compress": "gzip" } """)]
    public async Task A_preview_of_bytes_holds_no_secret(string body)
    {
        await using var host = StepHost.Create(options => options.Secrets["s"] = Planted);
        var step = $$"""{ "method": "POST", "url": "http://server/", {{body.Replace("\"PLANTED\"", """{ "value": "{{ secrets.s }}", "secret": true }""", StringComparison.Ordinal)}} }""";
        var input = new StepInput();
        input.Files["f"] = StepFile.FromBytes("f.bin", new byte[] { 0xFF, 0xFE, 0, 1 });
        var preview = await host.RenderAsync(step, input);
        Assert.Null(preview.BodyText);
        var bytes = preview.Body!;
        if (preview.Headers.Any(header => header.Key == "Content-Encoding"))
        {
            using var decoded = new MemoryStream();
            await new System.IO.Compression.GZipStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress).CopyToAsync(decoded);
            bytes = decoded.ToArray();
        }

        Clean(Encoding.Latin1.GetString(bytes));
        Assert.Contains("***", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "query": { "pin": { "value": "123", "secret": true } } """, "pin=***")]
    [InlineData(""" "authentication": { "type": "query", "query": { "pin": "123" } } """, "pin=***")]
    public async Task A_short_secret_of_a_query_is_masked_by_its_name(string place, string shown)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        var step = ($$"""{ "url": "http://server/", {{place}} }""").At(server);
        Assert.EndsWith("?" + shown, (await host.RunAsync(step)).Url, StringComparison.Ordinal);
        Assert.EndsWith("?pin=123", server.Last.Target, StringComparison.Ordinal);
        Assert.EndsWith("?" + shown, (await host.RenderAsync(step)).Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ secrets.s | upcase }}", "PL4NTED")]
    [InlineData("{{ secrets.s | slice: 0, 8 }}", "pl4nted+")]
    [InlineData("{{ secrets.s | append: ':pw' | base64_encode }}", "PTpwdw==")]
    [InlineData("{% assign k = secrets.s | upcase %}{{ k }}", "PL4NTED")]
    [InlineData("{% assign k = 'x:' | append: secrets.s | upcase %}{{ k }}", "PL4NTED")]
    public async Task What_a_filter_makes_of_a_secret_is_one(string template, string derived)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(options => options.Secrets["s"] = Planted);
        var step = ($$"""{ "method": "POST", "url": "http://server/", "query": { "k": {{System.Text.Json.JsonSerializer.Serialize(template)}} }, "body": { "type": "json", "value": [{{System.Text.Json.JsonSerializer.Serialize(template)}}] } }""").At(server);
        var preview = await host.RenderAsync(step);
        Assert.DoesNotContain(derived, preview.Url + preview.BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(derived), preview.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(derived), (await host.RunAsync(step)).Url, StringComparison.Ordinal);
        Assert.Contains(derived, server.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_of_a_secret_gives_nothing_away_and_is_shown()
    {
        await using var host = StepHost.Create(options => options.Secrets["s"] = Planted);
        var preview = await host.RenderAsync("""{ "url": "http://server/", "query": { "k": "{{ 'x' | hmac_sha256: secrets.s }}" } }""");
        Assert.Matches("k=[0-9a-f]{64}$", preview.Url);
    }

    [Fact]
    public async Task A_reason_phrase_that_echoes_a_secret_is_redacted()
    {
        await using var server = RawServer.Answering($"HTTP/1.1 401 bad token {Planted} here\r\nContent-Length: 0\r\n\r\n");
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "{{server.Url}}", "authentication": { "type": "bearer", "token": "{{Planted}}" } }""");
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "bad token *** here");
        Clean(result.ToJson());
    }

    [Fact]
    public async Task A_secret_of_the_settings_is_found_whatever_the_case_of_its_name()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(options => options.Secrets["ORDERS"] = "from-the-environment");
        (await host.RunAsync("""{ "url": "http://server/", "authentication": { "type": "bearer", "token": "{{ secrets.orders }}" } }""".At(server))).Succeeds();
        Assert.Equal("Bearer from-the-environment", server.Last.Header("Authorization"));
    }

    [Fact]
    public async Task A_vault_that_hangs_is_given_up_and_one_that_throws_is_not_quoted()
    {
        await using var server = await TestServer.StartAsync();
        var clock = new ManualClock();
        await using var host = StepHost.Create(build: builder => builder.AddSecretResolver<Vault>(), clock: clock);
        var hanging = host.RunAsync("""{ "url": "http://server/{{ secrets.hangs }}" }""".At(server));
        await clock.PassAsync(SecretStore.Timeout);
        (await hanging).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "did not answer within 30 s");
        var thrown = await host.RunAsync("""{ "url": "http://server/{{ secrets.throws }}" }""".At(server));
        thrown.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "could not be read: TimeZoneNotFoundException");
        Clean(thrown.ToJson());
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_secret_is_kept_for_its_lifetime_and_asked_for_once_by_many()
    {
        await using var server = await TestServer.StartAsync();
        var clock = new ManualClock();
        await using var host = StepHost.Create(build: builder => builder.AddSecretResolver<Vault>(TimeSpan.FromMinutes(5)), clock: clock);
        var vault = host.Services.GetRequiredService<Vault>();
        var step = host.Reader.Parse("""{ "url": "http://server/", "headers": { "X-Key": "{{ secrets.a }}" } }""".At(server));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.RunAsync(step))), result => result.Succeeds());
        Assert.Equal(1, vault.Asked);
        clock.Advance(TimeSpan.FromMinutes(6));
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal((2, "value-2"), (vault.Asked, server.Last.Header("X-Key")));
    }

    [Fact]
    public async Task A_vault_with_a_lifetime_that_throws_is_asked_again()
    {
        var vault = new SickVault(() => throw new TimeZoneNotFoundException(Planted));
        var cached = new CachedSecretResolver(vault, TimeSpan.FromMinutes(5), new ManualClock());
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => cached.ResolveAsync("s", CancellationToken.None).AsTask());
        Assert.Equal("well", await cached.ResolveAsync("s", CancellationToken.None));
    }

    [Fact]
    public async Task A_vault_with_a_lifetime_that_hangs_is_given_up_and_asked_again()
    {
        await using var server = await TestServer.StartAsync();
        var (vault, clock) = (new SickVault(() => new TaskCompletionSource<string?>().Task), new ManualClock());
        await using var host = StepHost.Create(build: builder => builder.AddSecretResolver<SickVault>(TimeSpan.FromMinutes(5)).Services.AddSingleton(vault), clock: clock);
        var step = host.Reader.Parse("""{ "url": "http://server/", "headers": { "X-Key": "{{ secrets.s }}" } }""".At(server));
        var hanging = host.RunAsync(step);
        await clock.PassAsync(SecretStore.Timeout);
        (await hanging).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "did not answer within 30 s");
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal("well", server.Last.Header("X-Key"));
    }

    [Fact]
    public async Task A_vault_that_hangs_is_given_up_though_nobody_waits_for_it_any_more()
    {
        var clock = new ManualClock();
        var cached = new CachedSecretResolver(new SickVault(() => new TaskCompletionSource<string?>().Task), TimeSpan.FromMinutes(5), clock);
        using var stop = new CancellationTokenSource();
        var left = cached.ResolveAsync("s", stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await clock.PassAsync(SecretStore.Timeout);

        // Whoever asks at that moment may still hear of the one that was given up.
        await Record.ExceptionAsync(() => cached.ResolveAsync("s", CancellationToken.None).AsTask());
        Assert.Equal("well", await cached.ResolveAsync("s", CancellationToken.None));
    }

    /// <summary>Fails once.</summary>
    internal sealed class SickVault(Func<Task<string?>> fails) : ISecretResolver
    {
        private int _asked;

        public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) => _asked++ == 0 ? new(fails()) : new("well");
    }

    internal sealed class Vault : ISecretResolver
    {
        private int _asked;

        public int Asked => _asked;

        public async ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken)
        {
            switch (name)
            {
                case "hangs":
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                    return null;
                case "throws":
                    throw new TimeZoneNotFoundException(Planted);
                default:
                    var number = Interlocked.Increment(ref _asked);
                    await Task.Yield();
                    return $"value-{number}";
            }
        }
    }

    [Theory]
    [InlineData("""{ "name": "orders", "url": "http://example.com/{{ nothing }}" }""", FailureKind.Template, "the variable \"nothing\" does not exist")]
    [InlineData("""{ "name": "orders", "url": "http://example.com/", "headers": { "X": "{{ secrets.gone }}" } }""", FailureKind.Template, "gone")]
    [InlineData("""{ "name": "orders", "url": "http://example.com/", "body": { "type": "jsonTemplate", "template": "{ \"s\": \"p4ss\", \"a\": {{ 'x y' }} }" }, "method": "POST" }""", FailureKind.Template, "not JSON")]
    public async Task A_step_that_cannot_be_rendered_is_logged_without_an_excerpt(string definition, FailureKind kind, string message)
    {
        await using var host = StepHost.Create();
        (await host.RunAsync(definition)).Fails(kind, DeliveryCertainty.NotSent, message);
        var record = Assert.Single(host.Logs.GetSnapshot(), static record => record.Id.Id == StepEventIds.Failed);
        Assert.Contains("orders", record.Message, StringComparison.Ordinal);
        Assert.Contains(message, record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("p4ss", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', record.Message);
    }
}
