using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class ResponseReaderTests
{
    private static readonly byte[] Binary = [0, 1, 2, 0xFE, 0xFF, 0x80];

    static ResponseReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static async Task<StepResult> ReadAsync(byte[] body, string? contentType, string response = "{ }", params (string, string)[] headers)
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(body, contentType, headers));
        await using var host = StepHost.Create();
        return await host.RunAsync($$"""{ "url": "http://server/", "response": {{response}} }""".At(server));
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string BodyOf(StepResult result) => JsonSerializer.Serialize(result.Succeeds().AsJson().GetProperty("body"), Plain);

    [Theory]
    // auto
    [InlineData("application/json", "{ \"a\": 1.50 }", "auto", "{\"a\":1.50}")]
    [InlineData("application/problem+json; charset=utf-8", "[1]", "auto", "[1]")]
    [InlineData("TEXT/JSON", "null", "auto", "null")]
    [InlineData("text/plain", "{ }", "auto", "\"{ }\"")]
    [InlineData("application/xml", "<a/>", "auto", "\"<a/>\"")]
    [InlineData("application/atom+xml", "<a/>", "auto", "\"<a/>\"")]
    [InlineData("application/x-www-form-urlencoded", "a=1", "auto", "\"a=1\"")]
    [InlineData("application/javascript", "x()", "auto", "\"x()\"")]
    [InlineData("application/octet-stream", "abc", "auto", "\"YWJj\"")]
    [InlineData("image/png", "abc", "auto", "\"YWJj\"")]
    [InlineData(null, "abc", "auto", "\"abc\"")]
    [InlineData("nonsense", "abc", "auto", "\"YWJj\"")]
    // the other types, whatever the media type says
    [InlineData("text/plain", "[1, 2]", "json", "[1,2]")]
    [InlineData(null, "[1, 2]", "json", "[1,2]")]
    [InlineData("application/json", "[1, 2]", "text", "\"[1, 2]\"")]
    [InlineData("application/octet-stream", "abc", "text", "\"abc\"")]
    [InlineData("application/json", "[1]", "binary", "\"WzFd\"")]
    [InlineData("application/json", "[1]", "none", "null")]
    // big numbers stay as they came
    [InlineData("application/json", "123456789012345678901234567890.5", "auto", "123456789012345678901234567890.5")]
    // an empty body is null
    [InlineData("application/json", "", "auto", "null")]
    [InlineData("text/plain", "", "text", "null")]
    [InlineData("image/png", "", "binary", "null")]
    [InlineData("application/json", "", "json", "null")]
    public async Task A_body_is_read_as_its_type_says(string? contentType, string body, string type, string expected) =>
        Assert.Equal(expected, BodyOf(await ReadAsync(Encoding.UTF8.GetBytes(body), contentType, $$"""{ "type": "{{type}}" }""")));

    [Fact]
    public async Task Without_a_content_type_what_is_no_utf8_is_base64() => Assert.Equal("\"AAEC/v+A\"", BodyOf(await ReadAsync(Binary, null)));

    [Fact]
    public async Task A_binary_body_keeps_every_byte_even_of_many_chunks()
    {
        var bytes = new byte[3_500_000];
        new Random(7).NextBytes(bytes);
        var result = (await ReadAsync(bytes, "application/pdf")).Succeeds();
        Assert.Equal(bytes, result.Body.Bytes.ToArray());
        Assert.Equal(bytes, result.AsJson().GetProperty("body").GetBytesFromBase64());
    }

    [Theory]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) - 1)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(32 * 1024)]
    [InlineData((16 * 1024) + (1024 * 1024))]
    [InlineData(1024 * 1024)]
    public async Task A_binary_body_of_any_length_is_whole(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Assert.Equal(bytes, (await ReadAsync(bytes, "application/pdf")).Succeeds().Body.Bytes.ToArray());
    }

    [Theory]
    [InlineData("windows-1252", "text/plain; charset=windows-1252", false)]
    [InlineData("iso-8859-1", "text/plain; charset=\"ISO-8859-1\"", false)]
    [InlineData("utf-16", "text/plain; charset=utf-16", true)]
    [InlineData("utf-16", "text/plain", true)]
    [InlineData("utf-16BE", "text/plain", true)]
    [InlineData("utf-8", "text/plain", true)]
    [InlineData("utf-8", "text/plain; charset=nonsense", false)]
    [InlineData("utf-8", "text/plain; charset=utf-7", false)]
    [InlineData("shift_jis", "text/plain; charset=Shift_JIS", false)]
    public async Task The_charset_is_that_of_the_header_then_of_the_mark_then_utf8(string encoding, string contentType, bool mark)
    {
        var text = encoding == "shift_jis" ? "\u65e5\u672c" : "caf\u00e9";
        var codec = Encoding.GetEncoding(encoding);
        byte[] body = [.. mark ? codec.GetPreamble() : [], .. codec.GetBytes(text)];
        Assert.Equal(text, (await ReadAsync(body, contentType)).Succeeds().Body.Text);
    }

    [Theory]
    [InlineData("utf-16", "application/json; charset=utf-16", true)]
    [InlineData("utf-8", "application/json", true)]
    [InlineData("windows-1252", "application/json; charset=windows-1252", false)]
    public async Task Json_may_have_a_charset_too(string encoding, string contentType, bool mark)
    {
        var codec = Encoding.GetEncoding(encoding);
        byte[] body = [.. mark ? codec.GetPreamble() : [], .. codec.GetBytes("[\"caf\u00e9\"]")];
        Assert.Equal("caf\u00e9", (await ReadAsync(body, contentType)).Succeeds().Body.Json[0].GetString());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("gzip, br")]
    public async Task A_content_encoding_is_undone(string coding)
    {
        var body = "[\"decoded\"]"u8.ToArray();
        foreach (var one in coding.ToLowerInvariant().Split(", "))
        {
            body = Encode(body, one);
        }

        var result = await ReadAsync(body, "application/json", "{ }", ("Content-Encoding", coding));
        Assert.Equal("decoded", result.Succeeds().Body.Json[0].GetString());
    }

    [Fact]
    public async Task The_limit_counts_what_is_decoded()
    {
        var bomb = Encode(new byte[900_000], "gzip");
        Assert.True(bomb.Length < 10_000);
        var result = await ReadAsync(bomb, "text/plain", """{ "maxSize": "500KiB" }""", ("Content-Encoding", "gzip"));
        result.Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "500 KiB, the step's response.maxSize");
        Assert.Equal(200, result.StatusCode);
    }

    [Theory]
    [InlineData(500_000)]
    [InlineData(5_000_000)]
    public async Task The_beginning_of_a_body_that_is_too_large_is_kept(int limit)
    {
        var result = await ReadAsync(Encoding.ASCII.GetBytes("begin" + new string('x', 6_000_000)), "text/plain", $$"""{ "maxSize": {{limit}} }""");
        result.Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "larger than");
        Assert.StartsWith("beginxxx", result.Body.Text, StringComparison.Ordinal);
        Assert.InRange(result.Body.Text!.Length, Math.Min(limit, 1_000_000) / 2, 1024 * 1024);
    }

    [Fact]
    public async Task The_default_limit_is_10_MB_and_the_hosts_limit_wins()
    {
        var body = new byte[10_000_001];
        (await ReadAsync(body, "application/pdf")).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "10 MB, the default");
        await using var server = await TestServer.StartAsync(TestServer.Body(body, "text/plain"));
        await using var host = StepHost.Create(options => options.Limits.MaxResponseSize = 1_000);
        (await host.RunAsync("""{ "url": "http://server/", "response": { "maxSize": "50MB" } }""".At(server))).Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "the host's limit MaxResponseSize");
    }

    [Fact]
    public async Task A_body_exactly_as_large_as_the_limit_is_read() =>
        Assert.Equal(100, (await ReadAsync(new byte[100], "text/plain", """{ "maxSize": 100 }""")).Succeeds().Body.Text.Length);

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 205)]
    public async Task What_has_no_body_is_null(string method, int status)
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(status, ("Content-Type", "application/json")));
        await using var host = StepHost.Create();
        var result = (await host.RunAsync($$"""{ "method": "{{method}}", "url": "http://server/", "response": { "type": "json" } }""".At(server))).Succeeds();
        Assert.Equal(JsonValueKind.Null, result.AsJson().GetProperty("body").ValueKind);
        Assert.Equal(status, result.StatusCode);
    }

    [Fact]
    public async Task Bad_json_keeps_its_text_and_says_where_it_is_bad()
    {
        var result = await ReadAsync("{\n  \"a\": nope }"u8.ToArray(), "application/json");
        result.Fails(FailureKind.Unreadable, DeliveryCertainty.Answered, "line 2, column 9");
        Assert.Equal("{\n  \"a\": nope }", result.Body.Text);
    }

    [Fact]
    public async Task Json_nested_too_deep_is_unreadable() =>
        (await ReadAsync(Encoding.UTF8.GetBytes(new string('[', 300) + new string(']', 300)), "application/json")).Fails(FailureKind.Unreadable, DeliveryCertainty.Answered, "not valid JSON");

    [Fact]
    public async Task Header_names_are_lower_case_and_several_values_an_array()
    {
        var result = await ReadAsync("x"u8.ToArray(), "text/plain", "{ }", ("Set-Cookie", "a=1; Path=/, x"), ("Set-Cookie", "b=2"), ("X-UPPER", "V"), ("Content-Language", "de"));
        var headers = result.Succeeds().AsJson().GetProperty("headers");
        Assert.Equal("""["a=1; Path=/, x","b=2"]""", JsonSerializer.Serialize(headers.GetProperty("set-cookie")));
        Assert.Equal("V", headers.GetProperty("x-upper").GetString());
        Assert.Equal("de", headers.GetProperty("content-language").GetString());
        Assert.Equal("text/plain", headers.GetProperty("content-type").GetString());
        Assert.Equal("V", result.Headers["X-Upper"].ToString());
    }

    [Theory]
    [InlineData("""{ "schema": { "type": "object" } }""", "null")]
    [InlineData("""{ "type": "text", "schema": { "minLength": 5 } }""", "\"abc\"")]
    public async Task A_schema_checks_what_was_parsed(string response, string body)
    {
        var result = await ReadAsync(Encoding.UTF8.GetBytes(body.Trim('"')), "application/json", response);
        Assert.Equal(FailureKind.Schema, result.Failure!.Kind);
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("file")]
    [InlineData("none")]
    public void A_schema_needs_a_parsed_body(string type) =>
        Assert.Equal("$.response.schema", Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "response": { "type": "{{type}}", "schema": { } } }""").Errors).Path);

    [Fact]
    public async Task A_file_goes_into_the_hosts_store_and_its_reference_into_the_result()
    {
        var folder = Directory.CreateTempSubdirectory("steps");
        try
        {
            var bytes = new byte[300_000];
            new Random(3).NextBytes(bytes);
            await using var server = await TestServer.StartAsync(TestServer.Body(bytes, "application/pdf", ("Content-Disposition", "attachment; filename=\"../../e vil.pdf\"")));
            await using var host = StepHost.Create(build: builder => builder.AddFileStore(folder.FullName));
            var result = (await host.RunAsync("""{ "url": "http://server/", "response": { "type": "file" } }""".At(server))).Succeeds();
            var file = Assert.Single(folder.GetFiles());
            Assert.Equal(file.Name, result.AsJson().GetProperty("body").GetString());
            Assert.EndsWith("-e_vil.pdf", file.Name, StringComparison.Ordinal);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(file.FullName));

            var tooLarge = await host.RunAsync("""{ "url": "http://server/", "response": { "type": "file", "maxSize": 1000 } }""".At(server));
            tooLarge.Fails(FailureKind.TooLarge, DeliveryCertainty.Answered, "1000 bytes");
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_file_store_a_file_response_fails_and_says_what_to_do() =>
        (await ReadAsync(Binary, "application/pdf", """{ "type": "file" }""")).Fails(FailureKind.Unreadable, DeliveryCertainty.Answered, "AddFileStore");

    private static byte[] Encode(byte[] body, string coding)
    {
        using var encoded = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(encoded, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Optimal),
            "br" => new BrotliStream(encoded, CompressionLevel.Optimal),
            _ => new BufferedStream(encoded),
        })
        {
            stream.Write(body);
        }

        return encoded.ToArray();
    }

    [Fact]
    public async Task Json_with_half_a_surrogate_pair_is_passed_on_as_it_came()
    {
        var result = (await ReadAsync("""{ "a": "\\ud800" }"""u8.ToArray(), "application/json")).Succeeds();
        Assert.Contains("\\ud800", result.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500 No", "text/plain", FailureKind.Status)]
    [InlineData("500 No", "application/json", FailureKind.Status)]
    [InlineData("200 OK", "text/plain", FailureKind.Unreadable)]
    [InlineData("200 OK", "application/json", FailureKind.Unreadable)]
    public async Task What_arrived_of_a_body_that_breaks_off_is_kept_as_text(string status, string type, FailureKind kind)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: 100\r\n\r\npartial error text");
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "{{server.Url}}" }""");
        result.Fails(kind, DeliveryCertainty.Answered, ".");
        Assert.Equal("partial error text", result.Body.Text);
    }

    [Fact]
    public async Task Of_an_error_that_is_too_large_the_beginning_is_kept()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(500, Encoding.UTF8.GetBytes(new string('e', 200_000)), "text/plain"));
        await using var host = StepHost.Create();
        var result = await host.RunAsync("""{ "url": "http://server/", "response": { "maxSize": "100KiB" } }""".At(server));
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        Assert.StartsWith("eeee", result.Body.Text, StringComparison.Ordinal);
        Assert.InRange(result.Body.Text.Length, 1, 100 * 1024);
    }

    [Fact]
    public async Task A_byte_order_mark_says_which_utf_16_it_is()
    {
        var body = Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes("h\u00e9llo")).ToArray();
        Assert.Equal("\"h\u00e9llo\"", BodyOf(await ReadAsync(body, "text/plain; charset=utf-16")));
    }

    public static TheoryData<string, string> Codings() => new() { { "gzip", "gzip" }, { "deflate", "zlib" }, { "deflate", "deflate" }, { "br", "br" } };

    private static byte[] Compress(byte[] body, string format)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = format switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Optimal),
            "zlib" => new ZLibStream(compressed, CompressionLevel.Optimal),
            "deflate" => new DeflateStream(compressed, CompressionLevel.Optimal),
            _ => new BrotliStream(compressed, CompressionLevel.Optimal),
        })
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }

    private static byte[] Various(int length)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next('a', 'z'))];
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_coded_body_is_decoded_whole_and_one_that_was_cut_off_is_unreadable(string coding, string format)
    {
        var body = Various(100_000);
        var compressed = Compress(body, format);
        foreach (var type in new[] { "text", "binary" })
        {
            (await ReadAsync(compressed, "text/plain", $$"""{ "type": "{{type}}" }""", ("Content-Encoding", coding))).Succeeds();
            foreach (var cut in new[] { 3, compressed.Length / 2, compressed.Length - 1 })
            {
                var result = await ReadAsync(compressed[..cut], "text/plain", $$"""{ "type": "{{type}}" }""", ("Content-Encoding", coding));
                Assert.True(result.Failure?.Kind == FailureKind.Unreadable, $"{type} {coding} {format} {cut}: {result.Outcome}");
            }
        }
    }

    [Fact]
    public async Task Several_gzip_members_are_one_body()
    {
        byte[] compressed = [.. Compress("first "u8.ToArray(), "gzip"), .. Compress("second"u8.ToArray(), "gzip")];
        Assert.Equal("\"first second\"", BodyOf(await ReadAsync(compressed, "text/plain", "{ }", ("Content-Encoding", "gzip"))));
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 3\r\n\r\nhello", "not one number")]
    [InlineData("Content-Length: -1\r\n\r\nhello", "not one number")]
    [InlineData("Content-Length: +5\r\n\r\nhello", "not one number")]
    [InlineData("Content-Length: 5, 5\r\n\r\nhello", "not one number")]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "both a Content-Length")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "not \"chunked\"")]
    public async Task An_answer_whose_end_is_told_in_two_ways_is_unreadable(string head, string message)
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + head);
        await using var host = StepHost.Create();
        (await host.RunAsync($$"""{ "url": "{{server.Url}}" }""")).Fails(FailureKind.Unreadable, DeliveryCertainty.Answered, message);
    }

    [Fact]
    public async Task Another_protocol_that_nobody_asked_for_is_unreadable_at_once()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
            await connection.WaitForCloseAsync();
        });
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "{{server.Url}}" }""");
        Assert.Equal((101, DeliveryCertainty.Answered), (result.StatusCode, result.Failure?.Delivery));
    }
}
