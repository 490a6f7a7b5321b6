using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HttpRequestSteps.Tests;

/// <summary>Headers, bodies, credentials and signatures as the server gets them.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PURGE")]
    public async Task Every_method_is_sent_with_the_body_it_names(string method)
    {
        await using var peer = await KestrelPeer.StartAsync(_ => Task.CompletedTask);
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Method = method, Url = peer.Url, Body = new RawBody { Content = "hello" } });

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal((method, "hello", "text/plain; charset=utf-8"), (peer.Last.Method, peer.Last.Text, peer.Last.Header("Content-Type")));
    }

    [Fact]
    public async Task Headers_are_sent_as_written_with_several_values_and_an_exact_content_type()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 204 No Content\r\n\r\n");
        using var harness = new StepHarness();

        await harness.RunAsync("""
            { "method": "POST", "url": "URL/x", "headers": { "Accept": ["application/json", "text/plain"], "X-Trace": "{{ id }}", "Content-Type": "application/JSON;charset=UTF-8" }, "body": { "type": "json", "value": [1] } }
            """.Replace("URL", peer.Url, StringComparison.Ordinal), """{ "id": "7" }""");

        var head = Assert.Single(peer.Heads);
        Assert.StartsWith("POST /x HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Accept: application/json, text/plain\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Trace: 7\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/JSON;charset=UTF-8\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 3\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nX-Injected: 1", "line break")]
    [InlineData("a\n", "line break")]
    [InlineData("a\u0000", "control character")]
    [InlineData("ü", "outside ASCII")]
    public async Task A_header_value_that_could_break_the_message_is_refused(string value, string reason)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = peer.Url, Headers = new Dictionary<string, TextList> { ["X-Value"] = "{{ v }}" } };

        var result = await harness.Executor.ExecuteAsync(step, new StepInput { ["v"] = value });

        Assert.Equal(FailureKind.Template, result.Failure!.Kind);
        Assert.Contains(reason, result.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("$.headers['X-Value']", result.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(peer.Seen);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("transfer-encoding")]
    [InlineData("Connection")]
    [InlineData("Upgrade")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Expect")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Host")]
    [InlineData("Bad Name")]
    [InlineData("")]
    public void A_header_that_is_not_a_definitions_to_set_is_refused_when_it_is_read(string name)
    {
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = "https://example.com", Headers = new Dictionary<string, TextList> { [name] = "x" } };

        Assert.StartsWith("$.headers", Assert.Single(harness.Executor.Validate(step)).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_json_body_is_a_tree_in_which_single_expressions_keep_their_type()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        var result = await harness.RunAsync("""
            {
              "method": "POST", "url": "URL",
              "body": { "type": "json", "value": {
                "n": "{{ n }}", "big": "{{ big }}", "b": "{{ b }}", "nil": "{{ nil }}", "list": "{{ list }}", "obj": "{{ obj }}",
                "text": "n is {{ n }}", "quote": "{{ quote }}", "calc": "{{ n | plus: 1 }}", "literal": "plain", "nested": [ { "k": "{{ obj.k }}" }, 1.50, true, null ],
                "secretShape": { "value": "x", "secret": true } } } }
            """.Replace("URL", peer.Url, StringComparison.Ordinal),
            """{ "n": 42, "big": 123456789012345678901234567890.123, "b": true, "nil": null, "list": [1, "two"], "obj": { "k": "v" }, "quote": "\"}, \"evil\": \"" }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(
            """{"n":42,"big":123456789012345678901234567890.123,"b":true,"nil":null,"list":[1,"two"],"obj":{"k":"v"},"text":"n is 42","quote":"\"}, \"evil\": \"","calc":43,"literal":"plain","nested":[{"k":"v"},1.50,true,null],"secretShape":{"value":"x","secret":true}}""",
            peer.Last.Text);
        Assert.Equal("application/json", peer.Last.Header("Content-Type"));
    }

    [Fact]
    public async Task A_form_is_encoded_with_repeated_names()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        await harness.RunAsync("""{ "method": "POST", "url": "URL", "body": { "type": "urlEncoded", "fields": { "a": "x & y", "b": ["1", "{{ v }}"] } } }""".Replace("URL", peer.Url, StringComparison.Ordinal), """{ "v": "=ü" }""");

        Assert.Equal("a=x+%26+y&b=1&b=%3D%C3%BC", peer.Last.Text);
        Assert.Equal("application/x-www-form-urlencoded", peer.Last.Header("Content-Type"));
    }

    [Fact]
    public async Task A_multipart_form_carries_texts_and_files_and_no_value_adds_a_part()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();
        var step = harness.Reader.Parse("""
            { "method": "POST", "url": "URL", "body": { "type": "formData", "fields": [
              { "name": "{{ name }}", "type": "text", "value": "{{ text }}" },
              { "name": "doc", "type": "file", "file": "{{ files.doc }}" },
              { "name": "doc", "type": "file", "file": "{{ files.doc }}", "fileName": "{{ name }}.bin", "contentType": "x/y" } ] } }
            """.Replace("URL", peer.Url, StringComparison.Ordinal));
        var input = new StepInput { ["name"] = "a\"b\r\nc", ["text"] = "grüße" };
        input.Files["doc"] = StepFile.FromBytes("report.pdf", "%PDF"u8.ToArray());

        var result = await harness.Executor.ExecuteAsync(step, input);

        Assert.True(result.Succeeded, result.Failure?.Message);
        var boundary = peer.Last.Header("Content-Type").Split("boundary=")[1];
        var expected = string.Join("\r\n",
            "--" + boundary, "Content-Disposition: form-data; name=\"a%22b%0D%0Ac\"", "", "grüße",
            "--" + boundary, "Content-Disposition: form-data; name=\"doc\"; filename=\"report.pdf\"", "Content-Type: application/pdf", "", "%PDF",
            "--" + boundary, "Content-Disposition: form-data; name=\"doc\"; filename=\"a%22b%0D%0Ac.bin\"", "Content-Type: x/y", "", "%PDF",
            "--" + boundary + "--", "");
        Assert.Equal(expected, peer.Last.Text);
        Assert.Equal(peer.Last.Body.Length.ToString(), peer.Last.Header("Content-Length"));
    }

    [Fact]
    public async Task A_file_is_streamed_with_its_length_and_type_and_opened_again_for_every_attempt()
    {
        var count = 0;
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.StatusCode = ++count < 3 ? 500 : 200;
            return Task.CompletedTask;
        });
        using var harness = new StepHarness();
        var opened = 0;
        var input = new StepInput();
        input.Files["f"] = new StepFile("data.csv", _ =>
        {
            opened++;
            return new(new MemoryStream("a,b"u8.ToArray()));
        }, length: 3);

        var result = await harness.Executor.ExecuteAsync(
            new HttpRequestStep { Method = "PUT", Url = peer.Url, Body = new FileBody { File = "{{ files.f }}" }, OnFailure = StepOnFailure.RetryOnServerErrors, Retry = new StepRetry { Backoff = RetryBackoff.None } }, input);

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(3, opened);
        Assert.All(peer.Seen, seen => Assert.Equal(("a,b", "3", "text/csv"), (seen.Text, seen.Header("Content-Length"), seen.Header("Content-Type"))));
    }

    [Fact]
    public async Task An_unknown_file_reference_is_a_template_failure_that_says_how_to_bind_one()
    {
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Method = "PUT", Url = "https://example.com", Body = new FileBody { File = "/etc/passwd" } });

        Assert.Equal(FailureKind.Template, result.Failure!.Kind);
        Assert.Contains("--file NAME=PATH", result.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_can_be_compressed(string compression)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        await harness.RunAsync($$"""{ "method": "POST", "url": "{{peer.Url}}", "body": { "type": "raw", "content": "hello hello", "compress": "{{compression}}" } }""");

        Assert.Equal(compression, peer.Last.Header("Content-Encoding"));
        using var body = new MemoryStream(peer.Last.Body);
        using Stream decoder = compression == "gzip" ? new GZipStream(body, CompressionMode.Decompress) : new BrotliStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(decoder);
        Assert.Equal("hello hello", await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("""{ "type": "basic", "username": "Aladdin", "password": "open sésame" }""", "Authorization", "Basic QWxhZGRpbjpvcGVuIHPDqXNhbWU=")]
    [InlineData("""{ "type": "bearer", "token": "{{ secrets.token }}" }""", "Authorization", "Bearer s3cret-t0ken")]
    [InlineData("""{ "type": "header", "headers": { "X-Api-Key": "k-{{ secrets.token }}" } }""", "X-Api-Key", "k-s3cret-t0ken")]
    [InlineData("""{ "type": "none" }""", "Authorization", "")]
    public async Task Credentials_are_put_onto_the_request(string authentication, string header, string value)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(options => options.Secrets["token"] = "s3cret-t0ken");

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "authentication": {{authentication}} }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(value, peer.Last.Header(header));
    }

    [Fact]
    public async Task Query_credentials_replace_a_parameter_of_the_same_name_and_are_redacted_in_the_url()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}/x?a=1&key=old", "authentication": { "type": "query", "query": { "key": "top secret" } } }""");

        Assert.Equal("/x?a=1&key=top%20secret", peer.Last.Target);
        Assert.Equal(peer.Url + "/x?a=1&key=***", result.Url);
    }

    [Theory]
    [InlineData("""{ "type": "bearer", "token": "{{ empty }}" }""", "empty")]
    [InlineData("""{ "type": "bearer", "token": "a\r\nX-Evil: 1" }""", "line break")]
    [InlineData("""{ "type": "basic", "username": "{{ colon }}", "password": "p" }""", "colon")]
    public async Task Without_credentials_there_is_no_call(string authentication, string reason)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "authentication": {{authentication}} }""", """{ "empty": " ", "colon": "a:b" }""");

        Assert.Equal((FailureKind.Authentication, DeliveryCertainty.NotSent), (result.Failure!.Kind, result.Failure.Delivery));
        Assert.Contains(reason, result.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(peer.Seen);
    }

    [Fact]
    public async Task The_github_preset_gives_githubs_published_signature()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        await harness.RunAsync($$"""{ "method": "POST", "url": "{{peer.Url}}", "body": { "type": "raw", "content": "Hello, World!" }, "signing": { "type": "github", "secret": "It's a Secret to Everybody" } }""");

        Assert.Equal("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", peer.Last.Header("X-Hub-Signature-256"));
    }

    [Fact]
    public async Task The_standard_webhooks_preset_gives_the_published_signature()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1614265330));
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(time: time);

        await harness.RunAsync($$"""
            { "method": "POST", "url": "{{peer.Url}}", "body": { "type": "raw", "content": "{\"test\": 2432232314}" }, "idempotencyKey": "msg_p5jXN8AQM9LWM0D4loKWxJek",
              "signing": { "type": "standardWebhooks", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } }
            """);

        Assert.Equal("msg_p5jXN8AQM9LWM0D4loKWxJek", peer.Last.Header("webhook-id"));
        Assert.Equal("1614265330", peer.Last.Header("webhook-timestamp"));
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", peer.Last.Header("webhook-signature"));
    }

    [Theory]
    [InlineData("persona", "Persona-Signature")]
    [InlineData("stripe", "Stripe-Signature")]
    public async Task Presets_sign_timestamp_and_body(string preset, string header)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1600000000));
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(time: time);

        await harness.RunAsync($$"""{ "method": "POST", "url": "{{peer.Url}}", "body": { "type": "json", "value": { "a": 1 } }, "signing": { "type": "{{preset}}", "secret": "key-key" } }""");

        var expected = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key-key"u8, "1600000000.{\"a\":1}"u8));
        Assert.Equal($"t=1600000000,v1={expected}", peer.Last.Header(header));
    }

    [Fact]
    public async Task A_free_hmac_signs_what_its_payload_says_over_the_exact_bytes()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        await harness.RunAsync($$"""
            { "method": "PUT", "url": "{{peer.Url}}/a?b=c", "body": { "type": "raw", "content": "ü" },
              "signing": { "type": "hmac", "secret": "k", "algorithm": "sha512", "encoding": "base64", "header": "X-Sig", "payload": "{{ "{{ method }}|{{ path }}|{{ query }}|{{ body }}" }}", "format": "{{ "{{ signature }}" }}" } }
            """);

        var expected = Convert.ToBase64String(System.Security.Cryptography.HMACSHA512.HashData("k"u8, Encoding.UTF8.GetBytes("PUT|/a|b=c|ü")));
        Assert.Equal(expected, peer.Last.Header("X-Sig"));
    }

    [Fact]
    public async Task Http2_over_tls_with_a_private_authority_works()
    {
        using var certificate = Certificates.SelfSigned();
        await using var peer = await KestrelPeer.StartAsync(certificate: certificate, protocols: HttpProtocols.Http1AndHttp2);
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = peer.Url, Tls = new StepTls { TrustedCertificates = [new Text(certificate.ExportCertificatePem())] } };

        var result = await harness.Executor.ExecuteAsync(step);

        Assert.True(result.Succeeded, result.Failure?.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_with_credentials_carries_http_and_https_targets(bool tls)
    {
        using var certificate = Certificates.SelfSigned();
        await using var peer = await KestrelPeer.StartAsync(certificate: tls ? certificate : null);
        await using var proxy = new ProxyPeer("u", "p-secret");
        using var harness = new StepHarness();
        var step = new HttpRequestStep
        {
            Url = peer.Url + "/via",
            Proxy = new StepProxy { Host = "127.0.0.1", Port = proxy.Port, Username = "u", Password = "p-secret" },
            Tls = tls ? new StepTls { TrustedCertificates = [new Text(certificate.ExportCertificatePem())] } : null,
        };

        var result = await harness.Executor.ExecuteAsync(step);

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal("/via", peer.Last.Target);
        Assert.StartsWith(tls ? "CONNECT " : "GET http://", proxy.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_shows_the_request_with_credentials_redacted_and_sends_nothing()
    {
        using var harness = new StepHarness(allowPrivate: false);

        var request = await harness.RenderAsync("""
            { "method": "POST", "url": "http://10.0.0.1/x", "authentication": { "type": "basic", "username": "me", "password": "hush-hush" },
              "headers": { "X-Key": { "value": "literal-secret", "secret": true } }, "body": { "type": "json", "value": { "p": "{{ secret }}", "q": "literal-secret" } } }
            """, """{ "secret": "plain" }""");

        Assert.Equal(("POST", "http://10.0.0.1/x"), (request.Method, request.Url));
        Assert.Contains(new("Authorization", "***"), request.Headers);
        Assert.Contains(new("X-Key", "***"), request.Headers);
        Assert.Equal("""{"p":"plain","q":"***"}""", request.BodyText);
        Assert.DoesNotContain("hush", JsonSerializer.Serialize(request), StringComparison.Ordinal);
    }
}
