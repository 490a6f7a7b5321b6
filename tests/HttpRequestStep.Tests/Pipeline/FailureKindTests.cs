using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class FailureKindTests
{
    private const string Get = """{ "url": "http://server/a", "timeout": 5 }""";

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task A_status_that_is_no_success_is_kind_status(int status)
    {
        await using var server = await TestServer.PlayAsync(TestServer.Body(status, """{"why":"x"}"""u8.ToArray(), "application/json"));
        await using var host = StepHost.Create();
        var result = await host.RunAsync(Get.At(server));
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, $"answered {status}");
        Assert.Equal(status, result.StatusCode);
        Assert.Equal("x", result.Body.Json.GetProperty("why").GetString());
        var json = result.AsJson();
        Assert.True(json.GetProperty("error").GetBoolean());
        Assert.Equal("failed", json.GetProperty("outcome").GetString());
        Assert.Equal("status", json.GetProperty("failure").GetProperty("kind").GetString());
        Assert.Equal("answered", json.GetProperty("attempts")[0].GetProperty("delivery").GetString());
        Assert.Equal(result, Assert.Throws<HttpRequestStepException>(result.EnsureSucceeded).Result);
    }

    [Fact]
    public async Task Success_may_be_other_statuses()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(404), TestServer.Status(200), TestServer.Status(301));
        await using var host = StepHost.Create();
        const string step = """{ "url": "http://server/", "success": [404, "3xx"] }""";
        (await host.RunAsync(step.At(server))).Succeeds();
        (await host.RunAsync(step.At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "200");
        (await host.RunAsync(step.At(server))).Succeeds();
    }

    [Fact]
    public async Task A_refused_connection_is_kind_connect()
    {
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "http://127.0.0.1:{{Steps.FreePort()}}/" }""");
        result.Fails(FailureKind.Connect, DeliveryCertainty.NotSent, "refused; is the server running there?");
        Assert.Null(result.StatusCode);
        Assert.Equal("{}", result.AsJson().GetProperty("headers").GetRawText());
        Assert.Equal(JsonValueKind.Null, result.AsJson().GetProperty("statusCode").ValueKind);
        Assert.Equal(FailureKind.Connect, Assert.Single(result.Attempts).Kind);
    }

    [Fact]
    public async Task A_host_name_that_does_not_exist_is_kind_dns()
    {
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://nowhere.invalid/" }""")).Fails(FailureKind.Dns, DeliveryCertainty.NotSent, "could not be resolved");
    }

    [Fact]
    public async Task An_untrusted_certificate_is_kind_tls_and_a_trusted_one_is_not()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback);
        await using var host = StepHost.Create();
        (await host.RunAsync($$"""{ "url": "{{server.Url}}/" }""")).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "not trusted");
        Assert.Empty(server.Seen);
        var trusted = JsonSerializer.Serialize(Certificates.ForLoopback.ExportCertificatePem());
        (await host.RunAsync($$"""{ "url": "{{server.Url}}/", "tls": { "trustedCertificates": [{{trusted}}] } }""")).Succeeds();
    }

    [Fact]
    public async Task Plain_http_where_tls_is_expected_is_kind_tls()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        await using var host = StepHost.Create();
        (await host.RunAsync($$"""{ "url": "https://127.0.0.1:{{server.Port}}/" }""")).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "TLS handshake failed");
    }

    [Fact]
    public async Task A_bad_certificate_of_the_definition_is_kind_tls_and_is_not_quoted()
    {
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "https://127.0.0.1:1/", "tls": { "clientCertificate": { "pem": "garbage-pem", "key": "garbage-key" } } }""");
        result.Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "client certificate cannot be read");
        Assert.DoesNotContain("garbage", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_gets_no_answer_in_time_is_kind_timeout()
    {
        var clock = new ManualClock();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            clock.Advance(TimeSpan.FromSeconds(5));
            await connection.WaitForCloseAsync();
        });
        await using var host = StepHost.Create(clock: clock);
        var result = await host.RunAsync(Get.At(server));
        result.Fails(FailureKind.Timeout, DeliveryCertainty.Unknown, "No answer came within the timeout of 5 s");
        Assert.Equal(TimeSpan.FromSeconds(5), result.Attempts[0].Duration);
    }

    [Fact]
    public async Task The_timeout_reaches_to_the_last_body_byte()
    {
        var clock = new ManualClock();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            await connection.WaitForCloseAsync();
        });
        await using var host = StepHost.Create(clock: clock);
        var run = host.RunAsync(Get.At(server));
        while (server.Heads.Count == 0)
        {
            await Task.Yield();
        }

        clock.Advance(TimeSpan.FromSeconds(5));
        var result = await run;
        Assert.Equal(FailureKind.Timeout, result.Failure!.Kind);
    }

    [Fact]
    public async Task The_total_timeout_ends_an_attempt_too()
    {
        var clock = new ManualClock();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            clock.Advance(TimeSpan.FromSeconds(3));
            await connection.WaitForCloseAsync();
        });
        await using var host = StepHost.Create(clock: clock);
        (await host.RunAsync("""{ "url": "http://server/", "totalTimeout": 3 }""".At(server))).Fails(FailureKind.Timeout, DeliveryCertainty.Unknown, "within the total timeout of 3 s");
    }

    [Fact]
    public async Task The_hosts_longest_timeout_wins_and_the_message_says_so()
    {
        var clock = new ManualClock();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            clock.Advance(TimeSpan.FromSeconds(2));
            await connection.WaitForCloseAsync();
        });
        await using var host = StepHost.Create(options => options.Limits.MaxTimeout = TimeSpan.FromSeconds(2), clock: clock);
        (await host.RunAsync("""{ "url": "http://server/", "timeout": 50 }""".At(server))).Fails(FailureKind.Timeout, DeliveryCertainty.Unknown, "2 s, the host's limit MaxTimeout");
    }

    [Fact]
    public async Task A_total_timeout_beyond_what_a_timer_can_count_is_no_crash()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/", "totalTimeout": "2000h" }""".At(server))).Succeeds();
    }

    [Theory]
    [InlineData(true, "reset the connection")]
    [InlineData(false, "closed the connection without an answer")]
    public async Task A_connection_that_breaks_before_the_answer_is_kind_reset(bool reset, string message)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            if (reset)
            {
                connection.Reset();
            }
        });
        await using var host = StepHost.Create();
        (await host.RunAsync(Get.At(server))).Fails(FailureKind.Reset, DeliveryCertainty.Unknown, message);
    }

    [Fact]
    public async Task An_address_the_egress_policy_refuses_is_kind_blocked()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(allowPrivateNetworks: false);
        var result = await host.RunAsync(Get.At(server));
        result.Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "not a public address");
        Assert.Empty(server.Seen);
        (await host.RunAsync($$"""{ "url": "http://localhost:{{server.Port}}/" }""")).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "local name");
        Assert.Empty(server.Seen);
    }

    [Theory]
    [InlineData("Content-Length: 101\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "65\r\n")]
    public async Task A_body_over_its_limit_is_kind_too_large(string header, string chunk)
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + header + chunk + new string('x', 101) + (chunk.Length > 0 ? "\r\n0\r\n\r\n" : ""));
        await using var host = StepHost.Create();
        (await host.RunAsync("""{ "url": "http://server/", "response": { "maxSize": 100 } }""".At(server))).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "100 bytes, the step's response.maxSize");
    }

    [Fact]
    public async Task Headers_beyond_the_cap_are_kind_too_large()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nX: " + new string('x', 70_000) + "\r\n\r\n");
        await using var host = StepHost.Create();
        (await host.RunAsync(Get.At(server))).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "64 KiB");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\": 1,}", "not valid JSON")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc", "ended before its body was complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "ended before its body was complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", "body")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "Content-Encoding")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc", "zstd")]
    public async Task An_answer_that_does_not_read_is_kind_unreadable(string bytes, string message)
    {
        await using var server = RawServer.Answering(bytes);
        await using var host = StepHost.Create();
        var result = await host.RunAsync(Get.At(server));
        result.Fails(FailureKind.Unreadable, DeliveryCertainty.Answered, message);
        Assert.Equal(200, result.StatusCode);
    }

    [Fact]
    public async Task What_is_no_http_is_kind_unreadable()
    {
        await using var server = RawServer.Answering("SSH-2.0-OpenSSH_9.6\r\n\r\n");
        await using var host = StepHost.Create();
        (await host.RunAsync(Get.At(server))).Fails(FailureKind.Unreadable, DeliveryCertainty.Unknown, "not valid HTTP");
    }

    [Fact]
    public async Task A_body_that_does_not_meet_its_schema_is_kind_schema_or_only_reported()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{"id":"x"}"""));
        await using var host = StepHost.Create();
        const string step = """{ "url": "http://server/", "response": { "schema": { "properties": { "id": { "type": "integer" } } }, "onSchemaMismatch": "MODE" } }""";
        var failed = await host.RunAsync(step.Replace("MODE", "fail", StringComparison.Ordinal).At(server));
        failed.Fails(FailureKind.Schema, DeliveryCertainty.Answered, "$.id");
        Assert.Equal("$.id", Assert.Single(failed.SchemaErrors).Path);
        Assert.Equal("x", failed.Body.Json.GetProperty("id").GetString());
        var reported = (await host.RunAsync(step.Replace("MODE", "report", StringComparison.Ordinal).At(server))).Succeeds();
        Assert.Equal("$.id", reported.AsJson().GetProperty("schemaErrors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task The_status_wins_over_an_unreadable_body_and_its_text_is_kept()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(500, "oops {"u8.ToArray(), "application/json"));
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://server/", "response": { "type": "json", "schema": { "type": "object" } } }""".At(server));
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        Assert.Equal("oops {", result.Body.Text);
        Assert.Empty(result.SchemaErrors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_that_is_cancelled_is_kind_cancelled(bool before)
    {
        using var source = new CancellationTokenSource();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await source.CancelAsync();
            await connection.WaitForCloseAsync();
        });
        if (before)
        {
            await source.CancelAsync();
        }

        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://server/", "onFailure": { "retry": "allErrors", "continue": "allErrors" } }""".At(server), cancellationToken: source.Token);
        result.Fails(FailureKind.Cancelled, before ? DeliveryCertainty.NotSent : DeliveryCertainty.Unknown, "cancelled");
    }

    [Fact]
    public async Task An_invalid_definition_is_kind_invalid_with_every_error()
    {
        await using var host = StepHost.Create();
        var result = await host.RunAsync(new HttpRequestStep { Url = "ftp://a/", Method = "GE T", Name = "a b", OnFailure = StepOnFailure.ContinueOnAllErrors });
        result.Fails(FailureKind.Invalid, DeliveryCertainty.NotSent, "3 errors");
        Assert.Equal(["$.name", "$.method", "$.url"], result.Failure!.Errors.Select(error => error.Path));
        Assert.Empty(result.Attempts);
        Assert.Equal(3, result.AsJson().GetProperty("failure").GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task What_could_not_be_rendered_continues_if_the_definition_says_so()
    {
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://a/{{ nope }}", "onFailure": "continueOnAllErrors" }""");
        Assert.Equal((StepOutcome.Continued, FailureKind.Template), (result.Outcome, result.Failure!.Kind));
    }

    [Fact]
    public async Task A_step_whose_first_attempt_was_sent_is_never_not_sent()
    {
        var connections = 0;
        await using var server = RawServer.Start(async connection =>
        {
            connections++;
            await connection.ReadHeadAsync();
            connection.Reset();
        });
        await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}", "RateLimit": { "requests": 1, "per": "hour" } } } }""");
        var result = await host.RunAsync("""{ "connection": "api", "method": "POST", "url": "/", "totalTimeout": 3, "body": { "type": "raw", "content": "x" }, "retry": { "backoff": "none", "maxAttempts": 2 } }""");
        Assert.Equal([DeliveryCertainty.Unknown, DeliveryCertainty.NotSent], result.Attempts.Select(attempt => attempt.Delivery));
        result.Fails(FailureKind.RateLimited, DeliveryCertainty.Unknown, "permit");
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task An_attempt_that_ends_behind_a_redirect_was_sent()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(303, ("Location", $"http://127.0.0.1:{Steps.FreePort()}/gone")));
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "method": "POST", "url": "http://server/", "followRedirects": true, "body": { "type": "raw", "content": "x" } }""".At(server));
        result.Fails(FailureKind.Connect, DeliveryCertainty.Unknown, "refused");
        Assert.Equal(DeliveryCertainty.Unknown, Assert.Single(result.Attempts).Delivery);
    }

    [Fact]
    public async Task A_store_that_cannot_keep_the_body_is_named_and_not_retried()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body([1, 2, 3], "application/octet-stream"));
        await using var host = StepHost.Create(build: builder => builder.AddFileStore("/proc/none"));
        var result = await host.RunAsync("""{ "method": "POST", "url": "http://server/", "response": { "type": "file" }, "onFailure": "retryOnAllErrors" }""".At(server));
        result.Fails(FailureKind.Unreadable, DeliveryCertainty.Answered, "The file store could not keep the body");
        Assert.Equal(200, result.StatusCode);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_redirect_that_is_not_followed_says_how_to_follow_it()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(302, ("Location", "/b")));
        await using var host = StepHost.Create();
        (await host.RunAsync(Get.At(server))).Fails(FailureKind.Status, DeliveryCertainty.Answered, "\"followRedirects\": true");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_tls_handshake_that_never_ends_is_not_sent(string method)
    {
        await using var server = RawServer.Start(connection => connection.WaitForCloseAsync());
        await using var host = StepHost.Create();
        var body = method == "POST" ? """, "body": { "type": "raw", "content": "x" }""" : string.Empty;
        var result = await host.RunAsync($$"""{ "method": "{{method}}", "url": "https://127.0.0.1:{{server.Port}}/", "timeout": 0.2{{body}} }""");
        result.Fails(FailureKind.Timeout, DeliveryCertainty.NotSent, "No connection was made");
    }

    [Fact]
    public async Task A_step_that_is_cancelled_while_it_waits_for_a_permit_sent_nothing_in_that_attempt()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}", "RateLimit": { "requests": 1, "per": "hour" } } } }""", clock);
        (await host.RunAsync("""{ "connection": "api", "url": "/" }""")).Succeeds();
        using var cancellation = new CancellationTokenSource();
        var waiting = host.RunAsync("""{ "connection": "api", "url": "/" }""", null, cancellation.Token);
        await cancellation.CancelAsync();
        (await waiting).Fails(FailureKind.Cancelled, DeliveryCertainty.NotSent, "cancelled");
    }
}
