
namespace HttpRequestSteps.Tests.Faults;

/// <summary>C2: the head of the answer.</summary>
public sealed class HeadFaults : FaultTests
{
    private const string Get = """{ "url": "http://server/a", "timeout": 5 }""";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private async Task CheckAllAsync(IEnumerable<string> answers, string? @case = null, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        await using var host = Host();
        foreach (var answer in answers)
        {
            await using var server = Play.Answer(answer);
            await CheckAsync(host, Get.At(server), @case, test: test);
        }
    }

    [Fault("the server closes a new connection without a byte")]
    [Promise(FailureKind.Reset, DeliveryCertainty.Unknown, Retried.Yes)]
    public Task F027_ClosesWithoutByte() => CheckAllAsync([""]);

    [Fault("the same on a connection that was used before")]
    [Promise(Case = "GET", Note = "sent once more on a new connection")]
    [Promise(FailureKind.Reset, DeliveryCertainty.Unknown, Retried.Yes, Case = "POST", Note = "never sent twice by itself, with a body or without")]
    public async Task F028_ClosesReusedConnection()
    {
        var connections = 0;
        await using var server = RawServer.Start(async connection =>
        {
            var isFirst = Interlocked.Increment(ref connections) % 2 == 1;
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Ok);
            await connection.ReadRequestAsync();
            if (!isFirst)
            {
                await connection.WriteAsync(Ok);
                await connection.WaitForCloseAsync();
            }
        });

        foreach (var (method, body, requests) in new[] { ("GET", string.Empty, 3), ("POST", """, "body": { "type": "raw", "content": "x" }""", 2), ("POST", string.Empty, 2), ("PATCH", string.Empty, 2) })
        {
            Interlocked.Exchange(ref connections, 0);
            server.Heads.Clear();
            await using var host = Host();
            await host.RunAsync(Get.At(server));
            await RunAsync(host, $$"""{ "method": "{{method}}", "url": "http://server/"{{body}} }""".At(server), method == "GET" ? "GET" : "POST");
            Assert.Equal(requests, server.Heads.Count(static head => head.Length > 0));
        }
    }

    [Fault("the server resets the connection after it has read the request")]
    [Promise(FailureKind.Reset, DeliveryCertainty.Unknown, Retried.Yes)]
    public async Task F029_ResetAfterRequest()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        await using var host = Host();
        await CheckAsync(host, Get.At(server));
    }

    [Fault("the answer never begins")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Unknown, Retried.Yes, Note = "at the timeout, to the tick")]
    public async Task F030_HeadNeverComes()
    {
        var clock = new ManualClock();
        await using var server = Play.Then(_ =>
        {
            clock.Advance(5 * Second);
            return Task.CompletedTask;
        });
        await using var host = Host(clock: clock);
        var result = await CheckAsync(host, Get.At(server));
        Assert.Equal(5 * Second, result.Attempts[0].Duration);
        await server.QuietAsync();
    }

    [Fault("the head comes byte by byte")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Unknown, Retried.Yes, Note = "at the timeout; no byte prolongs it")]
    public async Task F031_HeadDrips()
    {
        var clock = new ManualClock();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();

            // No further than the timeout: the clock is that of the next attempt too.
            foreach (var one in "HTTP/1.1 2")
            {
                await connection.WriteAsync(one.ToString());
                clock.Advance(Second / 2);
            }

            await connection.WaitForCloseAsync();
        });
        await using var host = Host(clock: clock);
        await CheckAsync(host, Get.At(server));
        await server.QuietAsync();
    }

    [Fault("what comes is not HTTP/1.1: garbage, HTTP/0.9, HTTP/2.0 as text, a status of two or four digits")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Unknown, Retried.Yes, Case = "a first line that is none of HTTP")]
    [Promise(FailureKind.Reset, DeliveryCertainty.Unknown, Retried.Yes, Case = "no whole first line")]
    [Differs("retried like every failure without a status, as the contract says")]
    public async Task F032_NotHttp()
    {
        await CheckAllAsync(["<html>hello</html>"], "no whole first line");
        await CheckAllAsync(
            ["SSH-2.0-OpenSSH_9.6\r\n\r\n", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 99 Low\r\n\r\n", "HTTP/1.1 2000 High\r\n\r\n", "HTTP/1.1 2x0 Odd\r\n\r\n", "\0\0\0\0\r\n\r\n"],
            "a first line that is none of HTTP");
    }

    [Fault("a status that nobody knows; no reason phrase")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.Yes, Case = "status 999")]
    [Promise(Case = "no reason phrase")]
    [Differs("a status of 600 and more counts as a server error, and is retried")]
    public async Task F033_OddStatus()
    {
        await CheckAllAsync(["HTTP/1.1 999 Odd\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"], "status 999");
        await CheckAllAsync(["HTTP/1.1 200\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n"], "no reason phrase");
    }

    [Fault("headers that are not well-formed")]
    [Promise(Case = "accepted", Note = "a folded line, line feeds alone, blanks around a value; NUL in it is read as a blank")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Unknown, Retried.Yes, Case = "refused", Note = "a line without a colon, without a name, a name with a blank in it")]
    public async Task F034_MalformedHeaders()
    {
        await CheckAllAsync([Play.Head("X: a", " b", "Content-Length: 0"), Play.Head("Content-Length: 0").Replace("\r\n", "\n", StringComparison.Ordinal), Play.Head("X:   a  ", "Content-Length: 0"), Play.Head("X: a\0b", "Content-Length: 0")], "accepted");
        await CheckAllAsync([Play.Head("no colon", "Content-Length: 0"), Play.Head(": x", "Content-Length: 0"), Play.Head("X Y: x", "Content-Length: 0")], "refused");
    }

    [Fault("one header of 70 kB, 5 000 headers, 10 000 cookies")]
    [Promise(FailureKind.TooLarge, DeliveryCertainty.Answered, Retried.No)]
    public Task F035_HugeHead() => CheckAllAsync(
    [
        Play.Head("X: " + new string('x', 70_000)),
        Play.Head([.. Enumerable.Range(0, 5_000).Select(static number => $"X-{number}: some value")]),
        Play.Head([.. Enumerable.Repeat("Set-Cookie: a=1", 10_000)]),
    ]);

    [Fault("headers that come twice: Content-Type, Set-Cookie, Retry-After, Location")]
    [Promise(Note = "all values are kept in their order")]
    public async Task F036_RepeatedHeaders()
    {
        await using var server = Play.Answer(Play.Head("Content-Type: text/plain", "Content-Type: text/html", "Set-Cookie: a=1", "Set-Cookie: b=2", "Retry-After: 1", "Retry-After: 2", "Location: /a", "Location: /b", "Content-Length: 0"));
        await using var host = Host();
        var headers = (await CheckAsync(host, Get.At(server))).AsJson().GetProperty("headers");
        foreach (var (name, values) in new[] { ("content-type", "text/plain|text/html"), ("set-cookie", "a=1|b=2"), ("retry-after", "1|2"), ("location", "/a|/b") })
        {
            Assert.Equal(values.Split('|'), headers.GetProperty(name).EnumerateArray().Select(static value => value.GetString()));
        }
    }

    [Fault("the length is told twice: two Content-Length, negative, `+3`, a list, Content-Length beside chunked")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes)]
    [Differs("retried like every answer that cannot be read, as the contract says")]
    public Task F037_ConflictingLength() => CheckAllAsync(
    [
        Play.Head("Content-Length: 5", "Content-Length: 3") + "hello",
        Play.Head("Content-Length: -1") + "hello",
        Play.Head("Content-Length: +3") + "hel",
        Play.Head("Content-Length: 5, 5") + "hello",
        Play.Head("Content-Length: 3", "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n",
    ]);

    [Fault("a transfer coding other than chunked")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes)]
    [Differs("retried like every answer that cannot be read, as the contract says")]
    public Task F038_UnknownTransferCoding() => CheckAllAsync(
        [Play.Head("Transfer-Encoding: gzip, chunked") + "5\r\nhello\r\n0\r\n\r\n", Play.Head("Transfer-Encoding: rot13") + "hello", Play.Head("Transfer-Encoding: chunked, chunked") + "0\r\n\r\n"]);

    [Fault("interim answers (1xx): a thousand, or without end")]
    [Promise(Case = "a thousand")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Unknown, Retried.Yes, Case = "without end")]
    public async Task F039_InterimAnswers()
    {
        const string Interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
        await CheckAllAsync([string.Concat(Enumerable.Repeat(Interim, 1_000)) + Play.Head("Content-Length: 0")], "a thousand");
        var clock = new ManualClock();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();

            // No further than the timeout: the clock is that of the next attempt too.
            for (var i = 0; i < 50; i++)
            {
                await connection.WriteAsync(Interim);
                clock.Advance(Second / 10);
            }

            await connection.WaitForCloseAsync();
        });
        await using var host = Host(clock: clock);
        await CheckAsync(host, Get.At(server), "without end");
        await server.QuietAsync();
    }

    [Fault("another protocol that nobody asked for (101); an expectation that nobody had (417)")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No, Case = "101", Note = "at once; the connection is closed")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No, Case = "417")]
    [Differs("a step never sends Expect, and there is nothing to wait for or to send again")]
    public async Task F040_SwitchesProtocol()
    {
        await using var host = Host();
        await using var switches = Play.Then(static connection => connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"));
        await CheckAsync(host, Get.At(switches), "101");
        await switches.QuietAsync();
        await using var server = Play.Answer("HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        await CheckAsync(host, Get.At(server), "417");
    }

    [Fault("the answer (413) comes while the body is still on its way")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No)]
    public async Task F041_AnswersEarly()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
            await connection.WaitForCloseAsync();
        });
        await using var host = Host();
        var body = new string('x', 8_000_000);
        var result = await CheckAsync(host, """{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": "{{ body }}" } }""".At(server), input: new StepInput { ["body"] = body });
        Assert.Equal(413, result.StatusCode);
        await server.QuietAsync();
    }
}
