using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C3: the body of the answer.</summary>
public sealed class BodyFaults : FaultTests
{
    private const string Get = """{ "url": "http://server/a", "timeout": 5 }""";
    private const string Json = "Content-Type: application/json";
    private const string Text = "Content-Type: text/plain";
    private const string Chunked = "Transfer-Encoding: chunked";

    private async Task<StepResult> CheckAsync(byte[][] answer, string? @case = null, string step = Get, [CallerMemberName] string test = "")
    {
        await using var server = Play.Answer(answer);
        await using var host = Host();
        return await CheckAsync(host, step.At(server), @case, test: test);
    }

    private Task<StepResult> CheckAsync(string answer, string? @case = null, string step = Get, [CallerMemberName] string test = "") =>
        CheckAsync([Encoding.Latin1.GetBytes(answer)], @case, step, test);

    /// <summary>Sends the beginning of a body and waits until the client has read of it.</summary>
    private static async Task BeginBodyAsync(PlayedConnection connection, TellingFileStore store)
    {
        await connection.WriteAsync(Play.Head(Text, "Content-Length: 1000") + "abc");
        await store.BegunAsync();
    }

    private static StepHost Host(TellingFileStore store, TimeProvider? clock = null) => Host(clock: clock, build: builder => builder.Services.AddSingleton<IFileStore>(store));

    [Fault("the body is shorter than its Content-Length")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes)]
    public async Task F042_BodyTooShort()
    {
        var result = await CheckAsync(Play.Head(Text, "Content-Length: 10") + "abc");
        Assert.Equal(200, result.StatusCode);
    }

    [Fault("the body is longer than its Content-Length")]
    [Promise(Note = "what follows is not read, and the connection is not used again")]
    public async Task F043_BodyTooLong()
    {
        await using var server = Play.Then(static connection => connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
        await using var host = Host();
        Assert.Equal("abc", (await CheckAsync(host, Get.At(server))).Body.Text);
        Assert.Equal(2, server.Connections);
    }

    [Fault("a chunk is cut off, the last chunk is missing")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes)]
    public async Task F044_ChunksCutOff()
    {
        await CheckAsync(Play.Head(Text, Chunked) + "5\r\nabc");
        await CheckAsync(Play.Head(Text, Chunked) + "3\r\nabc\r\n");
        await CheckAsync(Play.Head(Text, Chunked) + "3\r\nabc\r\n0\r\n");
    }

    [Fault("a chunk size that is none or overflows; an extension or trailers without end")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes, Case = "malformed")]
    [Promise(FailureKind.TooLarge, DeliveryCertainty.Answered, Retried.No, Case = "trailers without end")]
    [Differs("retried like every answer that cannot be read, as the contract says")]
    public async Task F045_BadChunks()
    {
        foreach (var chunks in new[] { "zz\r\nabc", "-3\r\nabc", "FFFFFFFFFFFFFFFFF\r\nabc", "\r\nabc", "3\r\nabcd\r\n0\r\n\r\n", "3;" + new string('x', 1_000_000) })
        {
            await CheckAsync(Play.Head(Text, Chunked) + chunks, "malformed");
        }

        await CheckAsync(Play.Head(Text, Chunked) + "3\r\nabc\r\n0\r\n" + string.Concat(Enumerable.Repeat("X: yyyyyyyyyyyyyyyy\r\n", 50_000)), "trailers without end");
    }

    [Fault("the connection is reset in the middle of the body")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes)]
    public async Task F046_ResetInBody()
    {
        using var store = new TellingFileStore();
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await BeginBodyAsync(connection, store);
            connection.Reset();
        });
        await using var host = Host(store);
        await CheckAsync(host, """{ "url": "http://server/", "response": { "type": "file" } }""".At(server));
    }

    [Fault("the body stops coming")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Answered, Retried.Yes, Note = "at the timeout or at the host's `MaxIdleTime`, whichever comes first, to the tick")]
    public async Task F047_BodyHangs()
    {
        foreach (var (timeout, ends, reason) in new[] { (5, 5, "within the timeout of 5 s"), (300, 60, "nothing of it came for 60 s, the host's limit MaxIdleTime") })
        {
            var clock = new ManualClock();
            using var store = new TellingFileStore();
            await using var server = Play.Then(async connection =>
            {
                await BeginBodyAsync(connection, store);
                await store.WaitsAfterAsync(3);
                clock.Advance(TimeSpan.FromSeconds(ends));
            });
            await using var host = Host(store, clock);
            var result = await CheckAsync(host, $$"""{ "url": "http://server/", "timeout": {{timeout}}, "response": { "type": "file" } }""".At(server));
            Assert.Equal(TimeSpan.FromSeconds(ends), result.Attempts[0].Duration);
            Assert.Contains(reason, result.Failure!.Message, StringComparison.Ordinal);
            await server.QuietAsync();
        }
    }

    [Fault("the body drips")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Answered, Retried.Yes, Note = "at the timeout, or when it has fallen `MaxIdleTime` behind the host's `MinResponseRate`; no byte prolongs it for long")]
    public async Task F048_BodyDrips()
    {
        foreach (var (timeout, step, reason) in new[] { (5, 0.5, "within the timeout of 5 s"), (300, 6.5, "more slowly than 100 bytes a second, the host's limit MinResponseRate") })
        {
            var clock = new ManualClock();
            using var store = new TellingFileStore();
            await using var server = Play.Then(async connection =>
            {
                await BeginBodyAsync(connection, store);
                await store.WaitsAfterAsync(3);

                // No further than the end: the clock is that of the next attempt too.
                for (var i = 0; i < 10; i++)
                {
                    clock.Advance(TimeSpan.FromSeconds(step));
                    if (i < 9)
                    {
                        await connection.WriteAsync("x");
                        await store.WaitsAfterAsync(4 + i);
                    }
                }
            });
            await using var host = Host(store, clock);
            var result = await CheckAsync(host, $$"""{ "url": "http://server/", "timeout": {{timeout}}, "response": { "type": "file" } }""".At(server));
            Assert.Contains(reason, result.Failure!.Message, StringComparison.Ordinal);
            await server.QuietAsync();
        }
    }

    [Fault("the body never ends")]
    [Promise(FailureKind.TooLarge, DeliveryCertainty.Answered, Retried.No, Note = "at the cap, and the connection is closed")]
    public async Task F049_BodyWithoutEnd()
    {
        await using var server = RawServer.Start(static async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Play.Head(Text));
            while (true)
            {
                await connection.WriteAsync(new byte[65_536]);
            }
        });
        await using var host = Host();
        await CheckAsync(host, """{ "url": "http://server/", "response": { "maxSize": "1MB" } }""".At(server));
        await server.QuietAsync();
    }

    [Fault("a bomb: gzip, brotli, deflate, gzip in gzip; zstd")]
    [Promise(FailureKind.TooLarge, DeliveryCertainty.Answered, Retried.No, Case = "bomb", Note = "at the cap, or below it when it decodes to more than 200 times what was sent, the host's `MaxDecodingRatio`")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes, Case = "zstd, or more than two codings")]
    public async Task F050_Bombs()
    {
        const string Small = """{ "url": "http://server/", "response": { "maxSize": "500KB" } }""";
        const string Large = """{ "url": "http://server/", "response": { "maxSize": "100MB" } }""";
        var zeros = new byte[8_000_000];
        var once = Compressed.Gzip(zeros);
        Assert.True(once.Length < 10_000);
        foreach (var (coding, body) in new[] { ("gzip", once), ("br", Compressed.Brotli(zeros)), ("deflate", Compressed.Zlib(zeros)), ("gzip, gzip", Compressed.Gzip(once)) })
        {
            var capped = await CheckAsync(Play.Body(body, Text, "Content-Encoding: " + coding), "bomb", Small);
            Assert.Contains("larger than", capped.Failure!.Message, StringComparison.Ordinal);
            var result = await CheckAsync(Play.Body(body, Text, "Content-Encoding: " + coding), "bomb", Large);
            Assert.Contains("the host's limit MaxDecodingRatio", result.Failure!.Message, StringComparison.Ordinal);
        }

        foreach (var coding in new[] { "zstd", "gzip, gzip, gzip" })
        {
            await CheckAsync(Play.Body(once, Text, "Content-Encoding: " + coding), "zstd, or more than two codings", Small);
        }
    }

    [Fault("a gzip body that is cut off though its Content-Length is right, has a wrong checksum, or bytes after its end")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes)]
    public async Task F051_GzipDamaged()
    {
        var whole = Compressed.Gzip(Compressed.Various(20_000));
        var wrong = whole.ToArray();
        wrong[^6] ^= 0x40;
        foreach (var body in new[] { whole[..^1], whole[..(whole.Length / 2)], wrong, [.. whole, .. "trailing junk"u8] })
        {
            await CheckAsync(Play.Body(body, Text, "Content-Encoding: gzip"));
        }
    }

    [Fault("Content-Encoding says gzip of a plain body, of none, says several, or one that nobody knows")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes, Case = "plain, or unknown")]
    [Promise(Case = "empty, or several", Note = "an empty body is null; several are undone in their order")]
    [Differs("a coding that nobody knows is an error, not raw bytes with a flag")]
    public async Task F052_OddContentEncoding()
    {
        await CheckAsync(Play.Body("plain text", Text, "Content-Encoding: gzip"), "plain, or unknown");
        await CheckAsync(Play.Body("plain text", Text, "Content-Encoding: magic"), "plain, or unknown");
        await CheckAsync(Play.Body(Array.Empty<byte>(), Text, "Content-Encoding: gzip"), "empty, or several");
        var result = await CheckAsync(Play.Body(Compressed.Brotli(Compressed.Gzip("in order"u8.ToArray())), Text, "Content-Encoding: gzip, br"), "empty, or several");
        Assert.Equal("in order", result.Body.Text);
    }

    [Fault("deflate as zlib, and bare")]
    [Promise]
    public async Task F053_DeflateOfBothKinds()
    {
        foreach (var body in new[] { Compressed.Zlib("deflated"u8.ToArray()), Compressed.Deflate("deflated"u8.ToArray()) })
        {
            Assert.Equal("deflated", (await CheckAsync(Play.Body(body, Text, "Content-Encoding: deflate"))).Body.Text);
        }
    }

    [Fault("a body where there can be none: 204, 304, HEAD")]
    [Promise(Case = "204, HEAD", Note = "it is not read, and the connection is not used again")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No, Case = "304")]
    public async Task F054_BodyWhereNoneCanBe()
    {
        await using var host = Host();
        foreach (var (method, status, @case) in new[] { ("GET", "204 No Content", "204, HEAD"), ("HEAD", "200 OK", "204, HEAD"), ("GET", "304 Not Modified", "304") })
        {
            await using var server = Play.Then(connection => connection.WriteAsync($"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nevil"));
            var result = await CheckAsync(host, $$"""{ "method": "{{method}}", "url": "http://server/" }""".At(server), @case);
            Assert.Equal(StepResultBodyKind.None, result.Body.Kind);
            Assert.Equal(@case == "304" ? 3 : 2, server.Connections);
        }
    }

    [Fault("charsets: quoted, unknown, utf-7, windows-1252, Shift_JIS, UTF-16 without a mark, a mark against the header")]
    [Promise(Note = "decoded by header, mark, else UTF-8; never a failure")]
    [Differs("a charset that nobody knows is read as UTF-8, without a warning")]
    public async Task F055_Charsets()
    {
        var latin = CodePagesEncodingProvider.Instance.GetEncoding("windows-1252")!;
        var japanese = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!;
        (string Charset, byte[] Body, string Expected)[] cases =
        [
            ("utf-8", "caf\u00e9"u8.ToArray(), "caf\u00e9"),
            ("\"utf-8\"", "caf\u00e9"u8.ToArray(), "caf\u00e9"),
            ("bogus", "caf\u00e9"u8.ToArray(), "caf\u00e9"),
            ("utf-7", "+AGEAYg-"u8.ToArray(), "+AGEAYg-"),
            ("windows-1252", latin.GetBytes("\u20ac caf\u00e9"), "\u20ac caf\u00e9"),
            ("Shift_JIS", japanese.GetBytes("\u65e5\u672c"), "\u65e5\u672c"),
            ("utf-16", Encoding.Unicode.GetBytes("caf\u00e9"), "caf\u00e9"),
            ("utf-8", [0xEF, 0xBB, 0xBF, .. "caf\u00e9"u8], "caf\u00e9"),
        ];
        foreach (var (charset, body, expected) in cases)
        {
            Assert.Equal(expected, (await CheckAsync(Play.Body(body, $"{Text}; charset={charset}"))).Body.Text);
        }
    }

    [Fault("bytes that are no UTF-8")]
    [Promise(Note = "replaced by U+FFFD")]
    [Differs("there is no flag that says so")]
    public async Task F056_InvalidUtf8()
    {
        foreach (var body in new byte[][] { [(byte)'a', 0xFF, (byte)'b'], [(byte)'a', 0xED, 0xA0, 0x80, (byte)'b'], [(byte)'a', 0xC3] })
        {
            var text = (await CheckAsync(Play.Body(body, Text))).Body.Text;
            Assert.StartsWith("a\ufffd", text, StringComparison.Ordinal);
        }
    }

    [Fault("JSON that is none, too deep, with huge numbers, with names that come twice")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes, Case = "not JSON, too deep", Note = "with the place; the text is kept")]
    [Promise(Case = "huge numbers, names twice", Note = "kept as they came")]
    public async Task F057_BadJson()
    {
        foreach (var body in new[] { "{", "[1,]", "{\"a\":1,}", "NaN", "[-Infinity]", "[01]", "{'a':1}", "[\"\\x\"]", "// c\n1 1", "nul", "[1}", new string('[', 100_000) })
        {
            var result = await CheckAsync(Play.Body(body, Json), "not JSON, too deep");
            Assert.Equal(body, result.Body.Text);
            Assert.Contains("line ", result.Failure!.Message, StringComparison.Ordinal);
        }

        foreach (var body in new[] { "[1e99999,123456789012345678901234567890]", "{\"a\":1,\"a\":2}" })
        {
            Assert.Equal(body, (await CheckAsync(Play.Body(body, Json), "huge numbers, names twice")).Body.Json.GetRawText());
        }
    }

    [Fault("the Content-Type says HTML of JSON, JSON of HTML, or nothing")]
    [Promise(Case = "HTML, or nothing", Note = "text; base64 when without a type and no UTF-8")]
    [Promise(FailureKind.Unreadable, DeliveryCertainty.Answered, Retried.Yes, Case = "JSON of HTML")]
    public async Task F058_WrongContentType()
    {
        Assert.Equal("{}", (await CheckAsync(Play.Body("{}", "Content-Type: text/html"), "HTML, or nothing")).Body.Text);
        Assert.Equal("{}", (await CheckAsync(Play.Body("{}"), "HTML, or nothing")).Body.Text);
        Assert.Equal([0xFF, 0x00], (await CheckAsync(Play.Body([0xFF, 0x00]), "HTML, or nothing")).Body.Bytes.ToArray());
        await CheckAsync(Play.Body("<html>", Json), "JSON of HTML");
    }

    [Fault("XML with a DTD, with entities that multiply, with external ones")]
    [Promise(Note = "XML is text: nothing is parsed, nothing is fetched")]
    [Differs("there is no XML response type")]
    public async Task F059_XmlBombs()
    {
        await using var canary = await TestServer.StartAsync();
        var bomb = $"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"{canary.Url}/x\"><!ENTITY b \"&x;&x;\">]><a>&b;</a>";
        Assert.Equal(bomb, (await CheckAsync(Play.Body(bomb, "Content-Type: application/xml"))).Body.Text);
        Assert.Empty(canary.Seen);
    }

    [Fault("a multipart answer with the wrong boundary")]
    [Promise(Note = "kept as it came: multipart is not parsed")]
    [Differs("there is no multipart response type")]
    public async Task F060_Multipart()
    {
        const string Parts = "--other\r\n\r\nx\r\n--other--\r\n";
        var result = await CheckAsync(Play.Body(Parts, "Content-Type: multipart/mixed; boundary=one"));
        Assert.Equal(Parts, Encoding.ASCII.GetString(result.Body.Bytes));
    }

    [Fault("a binary body whose base64 is larger than the cap")]
    [Promise(Case = "at the cap")]
    [Promise(FailureKind.TooLarge, DeliveryCertainty.Answered, Retried.No, Case = "over the cap")]
    [Differs("the cap counts the bytes of the body, not of their base64")]
    public async Task F061_BinaryOverCap()
    {
        const string Capped = """{ "url": "http://server/", "response": { "type": "binary", "maxSize": 1000 } }""";
        Assert.Equal(1_000, (await CheckAsync(Play.Body(new byte[1_000]), "at the cap", Capped)).Body.Bytes.Length);
        await CheckAsync(Play.Body(new byte[1_001]), "over the cap", Capped);
    }

    [Fault("a stream of events, or of JSON lines, without end")]
    [Promise(FailureKind.TooLarge, DeliveryCertainty.Answered, Retried.No, Note = "at the cap; the timeout bounds a slow one")]
    public async Task F062_EventsWithoutEnd()
    {
        await using var host = Host();
        foreach (var (type, line) in new[] { ("text/event-stream", "data: {}\n\n"), ("application/x-ndjson", "{}\n") })
        {
            var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 1_000)));
            await using var server = RawServer.Start(async connection =>
            {
                await connection.ReadRequestAsync();
                await connection.WriteAsync(Play.Head("Content-Type: " + type));
                while (true)
                {
                    await connection.WriteAsync(lines);
                }
            });
            await CheckAsync(host, """{ "url": "http://server/", "response": { "maxSize": "100KB" } }""".At(server));
            await server.QuietAsync();
        }
    }
}
