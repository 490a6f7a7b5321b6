using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>One test for each failure kind: kind, delivery and a sentence that helps.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Status_keeps_headers_and_body()
    {
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.StatusCode = 422;
            context.Response.Headers["X-Reason"] = "because";
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync("""{ "title": "no" }""");
        });
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url });

        AssertFailure(result, FailureKind.Status, DeliveryCertainty.Answered, "422");
        Assert.Equal(422, result.StatusCode);
        Assert.Equal("because", result.Headers["x-reason"]);
        Assert.Equal("no", result.Body.Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Connect_refused_was_not_sent()
    {
        using var harness = new StepHarness();

        AssertFailure(await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = "http://127.0.0.1:1/" }), FailureKind.Connect, DeliveryCertainty.NotSent, "refused");
    }

    [Fact]
    public async Task Dns_does_not_know_the_name()
    {
        using var harness = new StepHarness();

        AssertFailure(await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = "http://no-such-host.invalid/" }), FailureKind.Dns, DeliveryCertainty.NotSent, "could not be resolved");
    }

    [Fact]
    public async Task Tls_does_not_trust_an_unknown_authority()
    {
        using var certificate = Certificates.SelfSigned();
        await using var peer = await KestrelPeer.StartAsync(certificate: certificate);
        using var harness = new StepHarness();

        AssertFailure(await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url }), FailureKind.Tls, DeliveryCertainty.NotSent, "trustedCertificates");
    }

    [Fact]
    public async Task Tls_of_a_trusted_authority_for_another_host_is_refused()
    {
        using var certificate = Certificates.SelfSigned("other.example");
        await using var peer = await KestrelPeer.StartAsync(certificate: certificate);
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = peer.Url, Tls = new StepTls { TrustedCertificates = [new Text(certificate.ExportCertificatePem())] } };

        AssertFailure(await harness.Executor.ExecuteAsync(step), FailureKind.Tls, DeliveryCertainty.NotSent, "another host name");
    }

    [Fact]
    public async Task Tls_says_which_certificate_cannot_be_read_and_never_quotes_it()
    {
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = "https://127.0.0.1:1/", Tls = new StepTls { ClientCertificate = new ClientCertificate { Pem = "rubbish-rubbish", Key = "rubbish-key" } } };

        var result = await harness.Executor.ExecuteAsync(step);

        AssertFailure(result, FailureKind.Tls, DeliveryCertainty.NotSent, "client certificate");
        Assert.DoesNotContain("rubbish", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_that_is_down_is_told_as_the_proxy()
    {
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = "http://127.0.0.1:2/", Proxy = new StepProxy { Host = "127.0.0.1", Port = 1 } };

        AssertFailure(await harness.Executor.ExecuteAsync(step), FailureKind.Proxy, DeliveryCertainty.NotSent, "proxy");
    }

    [Fact]
    public async Task Proxy_that_refuses_the_tunnel_was_not_sent_and_its_password_is_not_echoed()
    {
        await using var proxy = new ProxyPeer("u", "right");
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = "https://127.0.0.1:2/", Proxy = new StepProxy { Host = "127.0.0.1", Port = proxy.Port, Username = "u", Password = "wrong-password" } };

        var result = await harness.Executor.ExecuteAsync(step);

        AssertFailure(result, FailureKind.Proxy, DeliveryCertainty.NotSent, "407");
        Assert.DoesNotContain("wrong-password", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_of_an_attempt_whose_answer_never_comes_is_unknown()
    {
        var time = new FakeTimeProvider();
        await using var peer = RawPeer.Silent();
        using var harness = new StepHarness(time: time);

        var running = harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url, Timeout = TimeSpan.FromSeconds(7) });
        await peer.Arrived.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(8));

        AssertFailure(await running, FailureKind.Timeout, DeliveryCertainty.Unknown, "timeout of 7 s");
    }

    [Fact]
    public async Task Timeout_ends_a_body_that_hangs_and_keeps_the_status()
    {
        var time = new FakeTimeProvider();
        var sent = new TaskCompletionSource();
        await using var peer = new RawPeer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-A: b\r\n\r\nhalf"u8.ToArray(), cancellationToken);
            sent.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        using var harness = new StepHarness(time: time);

        var running = harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url, Timeout = TimeSpan.FromSeconds(7) });
        await sent.Task;
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var result = await running;
        AssertFailure(result, FailureKind.Timeout, result.Failure!.Delivery, "timeout of 7 s");
    }

    [Fact]
    public async Task Timeout_in_total_is_named_as_such()
    {
        var time = new FakeTimeProvider();
        await using var peer = RawPeer.Silent();
        using var harness = new StepHarness(time: time);

        var running = harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url, TotalTimeout = TimeSpan.FromSeconds(5) });
        await peer.Arrived.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(6));

        AssertFailure(await running, FailureKind.Timeout, DeliveryCertainty.Unknown, "total timeout of 5 s");
    }

    [Fact]
    public async Task Timeout_beyond_the_hosts_limit_is_the_hosts_limit()
    {
        var time = new FakeTimeProvider();
        await using var peer = RawPeer.Silent();
        using var harness = new StepHarness(options => options.Limits.MaxTimeout = TimeSpan.FromSeconds(3), time: time);

        var running = harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url, Timeout = TimeSpan.FromHours(1) });
        await peer.Arrived.WaitAsync();
        time.Advance(TimeSpan.FromSeconds(4));

        AssertFailure(await running, FailureKind.Timeout, DeliveryCertainty.Unknown, "MaxTimeout");
    }

    [Fact]
    public async Task Reset_before_an_answer_is_unknown()
    {
        await using var peer = RawPeer.Resetting();
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Method = "POST", Url = peer.Url, Body = new RawBody { Content = "x" } });

        AssertFailure(result, FailureKind.Reset, DeliveryCertainty.Unknown, "answer");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "metadata")]
    [InlineData("http://127.0.0.1:9/", "AllowPrivateNetworks")]
    [InlineData("http://localhost:9/", "--allow-private")]
    [InlineData("http://[::ffff:10.0.0.1]/", "--allow-private")]
    [InlineData("http://①②⑦.⓪.⓪.①/", "--allow-private")]
    public async Task Blocked_is_what_the_egress_policy_refuses(string url, string reason)
    {
        using var harness = new StepHarness(allowPrivate: false);

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = "{{ u }}", OnFailure = StepOnFailure.RetryOnAllErrors }, new StepInput { ["u"] = url });

        AssertFailure(result, FailureKind.Blocked, DeliveryCertainty.NotSent, reason);
        Assert.Single(result.Attempts);
    }

    [Fact]
    public async Task Blocked_holds_where_the_socket_connects()
    {
        await using var peer = await KestrelPeer.StartAsync();
        var port = new Uri(peer.Url).Port;

        // localhost passes by name, since a network is opened; the address it resolves to is not in it.
        using var harness = new StepHarness(options => options.Egress.AllowedNetworks = ["10.9.9.9"], allowPrivate: false);

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = $"http://localhost:{port}/" });

        AssertFailure(result, FailureKind.Blocked, DeliveryCertainty.NotSent, "not a public address");
        Assert.Empty(peer.Seen);
    }

    [Fact]
    public async Task Too_large_names_the_limit_and_who_set_it()
    {
        await using var peer = await KestrelPeer.StartAsync(context => context.Response.WriteAsync(new string('x', 5000)));
        using var harness = new StepHarness();

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "response": { "maxSize": "1KiB" } }""");

        AssertFailure(result, FailureKind.TooLarge, DeliveryCertainty.Answered, "1 KiB, the step's response.maxSize");
        Assert.Equal(200, result.StatusCode);
    }

    [Fact]
    public async Task Too_large_counts_decoded_bytes()
    {
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.SmallestSize);
            await gzip.WriteAsync(new byte[1_000_000]);
        });
        using var harness = new StepHarness();

        AssertFailure(await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "response": { "type": "binary", "maxSize": "500kB" } }"""), FailureKind.TooLarge, DeliveryCertainty.Answered, "500");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "before its body was complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "before its body was complete")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"a\": 1,", "not valid JSON at line 1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", "Content-Encoding")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 5\r\n\r\nplain", "zstd")]
    [InlineData("garbage\r\n\r\n", "not valid HTTP")]
    public async Task Unreadable_answers_are_told_as_such(string answer, string reason)
    {
        await using var peer = RawPeer.Answering(answer);
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url });

        Assert.Equal(FailureKind.Unreadable, result.Failure?.Kind);
        Assert.Contains(reason, result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_json_is_kept_as_text()
    {
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{nope");
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url });

        Assert.Equal("{nope", result.Body.Text);
    }

    [Fact]
    public async Task Schema_lists_every_error_and_can_be_reported_only()
    {
        await using var peer = await KestrelPeer.StartAsync(context => context.Response.WriteAsJsonAsync(new { id = 5 }));
        using var harness = new StepHarness();
        var definition = $$"""{ "url": "{{peer.Url}}", "response": { "schema": { "required": ["name"], "properties": { "id": { "type": "string" } } }, "onSchemaMismatch": "MODE" } }""";

        var failed = await harness.RunAsync(definition.Replace("MODE", "fail", StringComparison.Ordinal));
        var reported = await harness.RunAsync(definition.Replace("MODE", "report", StringComparison.Ordinal));

        AssertFailure(failed, FailureKind.Schema, DeliveryCertainty.Answered, "response schema");
        Assert.Equal(2, failed.SchemaErrors.Count);
        Assert.True(reported.Succeeded);
        Assert.Equal(failed.SchemaErrors, reported.SchemaErrors);
    }

    [Fact]
    public async Task Template_failure_says_where_and_suggests_the_nearest_name()
    {
        using var harness = new StepHarness();

        var result = await harness.RunAsync("""{ "url": "https://example.com/\n{{ ordr.id }}" }""", """{ "order": { "id": 1 } }""");

        AssertFailure(result, FailureKind.Template, DeliveryCertainty.NotSent, "In $.url: line 2, column 1: the variable \"ordr.id\" does not exist; did you mean \"order\".");
    }

    [Fact]
    public async Task Cancelled_by_the_caller_is_a_result_too()
    {
        await using var peer = RawPeer.Silent();
        using var harness = new StepHarness();
        using var cancel = new CancellationTokenSource();

        var running = harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url, OnFailure = StepOnFailure.ContinueOnAllErrors }, cancellationToken: cancel.Token);
        await peer.Arrived.WaitAsync();
        await cancel.CancelAsync();

        var result = await running;
        AssertFailure(result, FailureKind.Cancelled, DeliveryCertainty.Unknown, "cancelled");
        Assert.Equal(StepOutcome.Failed, result.Outcome);
    }

    [Fact]
    public async Task Invalid_lists_every_error_and_EnsureSucceeded_carries_the_result()
    {
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = "ftp://x", Method = "BAD METHOD", Connection = "nope" };

        var result = await harness.Executor.ExecuteAsync(step);

        Assert.Equal(FailureKind.Invalid, result.Failure!.Kind);
        Assert.Equal(["$.connection", "$.method", "$.url"], result.Failure.Errors.Select(error => error.Path).Order(StringComparer.Ordinal));
        Assert.Same(result, Assert.Throws<HttpRequestStepException>(result.EnsureSucceeded).Result);
    }

    private static void AssertFailure(StepResult result, FailureKind kind, DeliveryCertainty delivery, string message)
    {
        Assert.Equal(StepOutcome.Failed, result.Outcome);
        Assert.Equal((kind, delivery), (result.Failure!.Kind, result.Failure.Delivery));
        Assert.Contains(message, result.Failure.Message, StringComparison.Ordinal);
    }
}
