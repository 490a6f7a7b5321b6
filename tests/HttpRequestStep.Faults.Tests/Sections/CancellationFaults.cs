using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C9: cancellation, disposal, misuse.</summary>
public sealed class CancellationFaults : FaultTests
{
    [Fault("cancelled: before it begins, in the handshake, before the answer, in the body")]
    [Promise(FailureKind.Cancelled, DeliveryCertainty.NotSent, Retried.No, Case = "before it begins, in the handshake")]
    [Promise(FailureKind.Cancelled, DeliveryCertainty.Unknown, Retried.No, Case = "before the answer")]
    [Promise(FailureKind.Cancelled, DeliveryCertainty.Answered, Retried.No, Case = "in the body")]
    public async Task F125_CancelledAnywhere()
    {
        const string Step = """{ "url": "http://server/", "response": { "type": "file" }, "onFailure": "retryOnAllErrors" }""";
        using var store = new TellingFileStore();
        await using var host = Host(build: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IFileStore>(store)));

        await RunAsync(host, Step, "before it begins, in the handshake", cancellationToken: new CancellationToken(canceled: true));
        using var inHandshake = new CancellationTokenSource();
        await using var stalls = RawServer.Start(async connection =>
        {
            await connection.ReadSomeAsync();
            await inHandshake.CancelAsync();
            await connection.WaitForCloseAsync();
        });
        await RunAsync(host, $$"""{ "url": "https://127.0.0.1:{{stalls.Port}}/", "onFailure": "retryOnAllErrors" }""", "before it begins, in the handshake", cancellationToken: inHandshake.Token);

        using var beforeAnswer = new CancellationTokenSource();
        await using var silent = Play.Then(_ => beforeAnswer.CancelAsync());
        Assert.Single((await RunAsync(host, Step.At(silent), "before the answer", cancellationToken: beforeAnswer.Token)).Attempts);

        using var inBody = new CancellationTokenSource();
        await using var half = Play.Then(async connection =>
        {
            await connection.WriteAsync(Play.Head("Content-Length: 100") + "abc");
            await store.BegunAsync();
            await inBody.CancelAsync();
        });
        Assert.Single((await RunAsync(host, Step.At(half), "in the body", cancellationToken: inBody.Token)).Attempts);
        await Task.WhenAll(stalls.QuietAsync(), silent.QuietAsync(), half.QuietAsync());
    }

    [Fault("cancelled and timed out at the same time")]
    [Promise(FailureKind.Cancelled, DeliveryCertainty.Unknown, Retried.No, Note = "the caller wins")]
    public async Task F126_CancelledAndTimedOut()
    {
        var clock = new ManualClock();
        using var source = new CancellationTokenSource();
        await using var server = Play.Then(_ =>
        {
            // Both at once; the caller's timer is the earlier one.
            clock.Advance(TimeSpan.FromSeconds(5));
            return Task.CompletedTask;
        });
        await using var host = Host(clock: clock);
        await using var timer = clock.CreateTimer(_ => source.Cancel(), null, TimeSpan.FromSeconds(4.999), Timeout.InfiniteTimeSpan);
        await RunAsync(host, """{ "url": "http://server/", "timeout": 5 }""".At(server), cancellationToken: source.Token);
        await server.QuietAsync();
    }

    [Fault("a thousand steps at once; the host is disposed while they run")]
    [Promise(Case = "at once")]
    [Promise(Case = "disposed", Note = "what is under way goes on to its end")]
    public async Task F127_ManyAndDisposed()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var step = host.Reader.Parse("""{ "url": "http://server/" }""".At(server));
        await Task.WhenAll(Enumerable.Range(0, 999).Select(_ => host.RunAsync(step)).Append(RunAsync(host, """{ "url": "http://server/" }""".At(server), "at once")));
        Assert.Equal(1_000, server.Seen.Count);
        Assert.Equal(1, host.Services.GetRequiredService<TransportPool>().Count);

        var arrived = new TaskCompletionSource();
        var isDisposed = new TaskCompletionSource();
        await using var slow = Play.Then(async connection =>
        {
            arrived.SetResult();
            await isDisposed.Task;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        var disposed = Host();
        var running = disposed.RunAsync("""{ "url": "http://server/" }""".At(slow));
        await arrived.Task;
        await disposed.DisposeAsync();
        isDisposed.SetResult();
        (await running).Succeeds();
        await slow.QuietAsync();
    }

    [Fault("the host's vault, token store or file store throws, is cancelled by itself, or hangs")]
    [Promise(FailureKind.Template, DeliveryCertainty.NotSent, Retried.No, Case = "the vault", Note = "30 s at most")]
    [Promise(FailureKind.Authentication, DeliveryCertainty.NotSent, Retried.No, Case = "the token store")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.No, Case = "the file store")]
    public async Task F128_HostServicesThrow()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body([1, 2, 3], "application/octet-stream"));
        foreach (var create in new Func<Exception>[] { () => new InvalidOperationException(Planted.Secret), () => new TimeoutException(), () => new TaskCanceledException("its own") })
        {
            await using var vault = Host(build: builder => builder.Services.AddSingleton<ISecretResolver>(new ThrowingHost(create)));
            await CheckAsync(vault, """{ "url": "http://server/" }""".At(server), "the vault");
        }

        foreach (var create in new Func<Exception>[] { () => new InvalidOperationException(Planted.Secret), () => new TaskCanceledException("its own") })
        {
            await using var tokens = Host(build: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IOAuth2TokenStore>(new ThrowingHost(create))));
            var connected = $$"""
                { "url": "{{server.Url}}", "authentication": { "type": "oauth2", "grant": "refreshToken", "refreshToken": "r", "tokenUrl": "{{server.Url}}/token",
                  "clientId": "c", "clientSecret": "{{Planted.Liquid}}" } }
                """;
            await CheckAsync(tokens, connected, "the token store");
        }

        await using var files = Host(build: builder => builder.Services.Replace(ServiceDescriptor.Singleton<IFileStore>(new ThrowingHost(static () => new IOException("disk full")))));
        await CheckAsync(files, """{ "url": "http://server/", "response": { "type": "file" } }""".At(server), "the file store");

        var clock = new ManualClock();
        await using var hanging = Host(clock: clock, build: builder => builder.Services.AddSingleton<ISecretResolver, HangingVault>());
        var run = RunAsync(hanging, """{ "url": "http://server/" }""".At(server), "the vault");
        await clock.PassAsync(TimeSpan.FromSeconds(30));
        await run;
    }

    [Fault("the host's logger, or a listener of its traces, throws")]
    [Promise(Note = "the step is the same")]
    public async Task F129_ObserversThrow()
    {
        await using var server = await TestServer.StartAsync();
        await using (var host = Host(options => options.Egress.AllowUnverifiedTls = true, build: builder => builder.Services.AddSingleton<ILoggerProvider>(new ThrowingHost(static () => new InvalidOperationException("the log is full")))))
        {
            await CheckAsync(host, """{ "url": "http://server/" }""".At(server));

            // A transport that warns.
            await CheckAsync(host, """{ "url": "http://server/", "tls": { "skipVerification": true } }""".At(server));
        }

        using var mine = new Activity("throws").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == StepDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => ThrowIf(activity.TraceId == mine.TraceId),
            ActivityStopped = activity => ThrowIf(activity.TraceId == mine.TraceId),
        };
        ActivitySource.AddActivityListener(listener);
        await using var traced = Host();
        (await traced.RunAsync("""{ "url": "http://server/" }""".At(server))).Succeeds();
        listener.ActivityStarted = null;
        (await traced.RunAsync("""{ "url": "http://server/" }""".At(server))).Succeeds();
    }

    [Fault("a definition of another version, with unknown properties, of 10 MB, nested without end")]
    [Promise(Note = "every error with its path, or read; never a crash")]
    public void F130_OddDefinitions()
    {
        var reader = new StepReader();
        Assert.Equal("$.headrs", Assert.Single(reader.Read("""{ "url": "http://a/", "headrs": {} }""").Errors).Path);
        Assert.Equal("$.version", Assert.Single(reader.Read("""{ "version": 99, "url": "http://a/" }""").Errors).Path);
        Assert.NotEmpty(reader.Read("{ \"url\": \"http://a/\", \"body\": { \"type\": \"json\", \"value\": " + new string('[', 100_000) + new string(']', 100_000) + " } }").Errors);
        Assert.NotEmpty(reader.Read("").Errors);
        Assert.NotEmpty(reader.Read("null").Errors);
        Assert.Empty(reader.Read("{ \"url\": \"http://a/\", \"method\": \"POST\", \"body\": { \"type\": \"json\", \"value\": [" + string.Join(',', Enumerable.Repeat("1234567890123456789", 500_000)) + "] } }").Errors);
    }

    [Fault("definitions changed at random")]
    [Promise(Note = "read, or refused with a path; 2 000 of one seed")]
    public async Task F131_FuzzedDefinitions()
    {
        const string Whole = """
            { "name": "a", "method": "POST", "url": "https://a.example/{{ b }}?c=d", "headers": { "X": ["1", "{{ e }}"] }, "query": { "f": null }, "authentication": { "type": "basic", "username": "u", "password": { "value": "p", "secret": true } },
              "body": { "type": "json", "value": { "g": "{{ h }}", "i": [1, true] } }, "response": { "schema": { "type": "object" }, "maxSize": "10MB" }, "success": ["2xx", 304], "timeout": "30s", "retry": { "intervals": [1, "2s"] }, "onFailure": { "continue": "allErrors" } }
            """;
        var reader = new StepReader();
        var refused = 0;
        await Fuzz.RunAsync(131, 2_000, [Whole], text =>
        {
            var errors = reader.Read(text).Errors;
            refused += errors.Count > 0 ? 1 : 0;
            Assert.All(errors, static error => Assert.StartsWith("$", error.Path, StringComparison.Ordinal));
            return Task.CompletedTask;
        });
        Assert.InRange(refused, 100, Fuzz.Runs(2_000) - 1);
    }

    [Fault("answers changed at random")]
    [Promise(Note = "a result of a known kind; 300 of one seed")]
    public async Task F132_FuzzedAnswers()
    {
        string[] answers =
        [
            Play.Head("Content-Type: application/json; charset=utf-8", "Content-Length: 13") + "{\"a\":[1,2,3]}",
            Play.Head("Content-Type: text/plain", "Transfer-Encoding: chunked") + "5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n",
            Play.Head("Content-Type: text/plain", "Content-Encoding: gzip", "Set-Cookie: a=b") + Encoding.Latin1.GetString(Compressed.Gzip("hello hello"u8.ToArray())),
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
        ];
        var seen = new HashSet<FailureKind?>();
        await using var host = Host();
        var next = string.Empty;
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(next);
        });
        var step = Planted.In("""{ "url": "http://server/", "timeout": 20, "followRedirects": true }""".At(server)).ToJsonString();
        await Fuzz.RunAsync(132, 300, answers, async answer =>
        {
            next = answer;
            using var spans = new SpanRecorder();
            var result = await host.RunAsync(step);
            Invariants.Hold(result, host, spans);
            Assert.True(
                result.Failure?.Kind is null or FailureKind.Status or FailureKind.Reset or FailureKind.Unreadable or FailureKind.TooLarge or FailureKind.Redirect or FailureKind.Blocked or FailureKind.Connect or FailureKind.Dns or FailureKind.Tls,
                result.ToJson());
            Assert.DoesNotContain("The exchange failed", result.Failure?.Message ?? string.Empty, StringComparison.Ordinal);
            seen.Add(result.Failure?.Kind);
            host.Logs.Clear();
            lock (server.Heads)
            {
                server.Heads.Clear();
            }
        });

        Assert.Contains(FailureKind.Unreadable, seen);
        Assert.Contains(null, seen);
    }

    private static void ThrowIf(bool isMine)
    {
        if (isMine)
        {
            throw new InvalidOperationException("the collector is gone");
        }
    }

    private sealed class HangingVault : ISecretResolver
    {
        public async ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }
    }
}
