using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests;

/// <summary>DEFINITIONS section 1, "response": what becomes of an answer.</summary>
public sealed class ResponseTests
{
    [Theory]
    [InlineData("auto", "application/json", "{\"a\":1}", StepResultBodyKind.Json)]
    [InlineData("auto", "application/vnd.api+json; charset=utf-8", "{\"a\":1}", StepResultBodyKind.Json)]
    [InlineData("auto", "text/html", "<p>", StepResultBodyKind.Text)]
    [InlineData("auto", "application/xml", "<p/>", StepResultBodyKind.Text)]
    [InlineData("auto", "application/x-www-form-urlencoded", "a=b", StepResultBodyKind.Text)]
    [InlineData("auto", "application/javascript", "1", StepResultBodyKind.Text)]
    [InlineData("auto", "image/png", "png", StepResultBodyKind.Binary)]
    [InlineData("auto", null, "text", StepResultBodyKind.Text)]
    [InlineData("auto", null, "\u00ff\u00fe\u00fd", StepResultBodyKind.Binary)]
    [InlineData("auto", "application/json", "", StepResultBodyKind.None)]
    [InlineData("json", "text/plain", "[1]", StepResultBodyKind.Json)]
    [InlineData("text", "application/json", "{}", StepResultBodyKind.Text)]
    [InlineData("binary", "text/plain", "abc", StepResultBodyKind.Binary)]
    [InlineData("none", "application/json", "{}", StepResultBodyKind.None)]
    public async Task A_body_is_read_as_its_type_says(string type, string? contentType, string body, StepResultBodyKind kind)
    {
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(body));
        });
        using var harness = new StepHarness();

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "response": { "type": "{{type}}" } }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(kind, result.Body.Kind);
        if (kind == StepResultBodyKind.Text)
        {
            Assert.Equal(body, result.Body.Text);
        }
        else if (kind == StepResultBodyKind.Binary)
        {
            Assert.Equal(Encoding.Latin1.GetBytes(body), result.Body.Bytes.ToArray());
            Assert.Equal(Convert.ToBase64String(Encoding.Latin1.GetBytes(body)), JsonElement.Parse(result.ToJson()).GetProperty("body").GetString());
        }
    }

    [Theory]
    [InlineData("text/plain; charset=windows-1252", new byte[] { 0x80 }, "€")]
    [InlineData("text/plain; charset=\"iso-8859-1\"", new byte[] { 0xE9 }, "é")]
    [InlineData("text/plain", new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "a")]
    [InlineData("text/plain", new byte[] { 0xFF, 0xFE, 0x61, 0x00 }, "a")]
    [InlineData("text/plain; charset=bogus", new byte[] { 0x61 }, "a")]
    public async Task Text_is_decoded_by_charset_then_byte_order_mark_then_utf8(string contentType, byte[] body, string text)
    {
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(body);
        });
        using var harness = new StepHarness();

        Assert.Equal(text, (await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url })).Body.Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Content_encodings_are_decoded(string encoding)
    {
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = encoding;
            await using Stream encoder = encoding switch
            {
                "gzip" => new GZipStream(context.Response.Body, CompressionMode.Compress),
                "deflate" => new ZLibStream(context.Response.Body, CompressionMode.Compress),
                _ => new BrotliStream(context.Response.Body, CompressionMode.Compress),
            };
            await encoder.WriteAsync("""{ "a": [1, 2] }"""u8.ToArray());
        });
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url });

        Assert.Equal(2, result.Body.Json.GetProperty("a").GetArrayLength());
        Assert.Equal("gzip, deflate, br", peer.Last.Header("Accept-Encoding"));
    }

    [Fact]
    public async Task The_result_is_written_as_the_contract_has_it()
    {
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.Headers.Append("Set-Cookie", "a=1");
            context.Response.Headers.Append("Set-Cookie", "b=2");
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"n":1.0}""");
        });
        using var harness = new StepHarness();

        var json = JsonElement.Parse((await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = peer.Url + "/x" })).ToJson());

        Assert.Equal(["outcome", "statusCode", "headers", "body", "url", "redirects", "attempts"], json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("succeeded", json.GetProperty("outcome").GetString());
        Assert.Equal("""["a=1","b=2"]""", JsonSerializer.Serialize(json.GetProperty("headers").GetProperty("set-cookie")));
        Assert.Equal("application/json", json.GetProperty("headers").GetProperty("content-type").GetString());
        Assert.Equal("""{"n":1.0}""", json.GetProperty("body").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(peer.Url + "/x", json.GetProperty("url").GetString());
        var attempt = Assert.Single(json.GetProperty("attempts").EnumerateArray());
        Assert.Equal((1, 200, "answered"), (attempt.GetProperty("number").GetInt32(), attempt.GetProperty("statusCode").GetInt32(), attempt.GetProperty("delivery").GetString()));
        Assert.Equal(JsonValueKind.Null, attempt.GetProperty("kind").ValueKind);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    public async Task Answers_without_a_body_have_none(string method, int status)
    {
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Method = method, Url = peer.Url });

        Assert.Equal((status, StepResultBodyKind.None), (result.StatusCode!.Value, result.Body.Kind));
    }

    [Fact]
    public async Task Success_statuses_decide()
    {
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        using var harness = new StepHarness();

        Assert.True((await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "success": ["2xx", 404] }""")).Succeeded);
        Assert.False((await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "success": ["2xx", "403"] }""")).Succeeded);
    }

    [Fact]
    public async Task A_file_is_streamed_into_the_store_under_a_harmless_name()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.Headers.ContentDisposition = "attachment; filename=\"../../etc/pass wd.txt\"";
            await context.Response.Body.WriteAsync(new byte[300_000]);
        });
        using var harness = new StepHarness(extend: builder => builder.AddFileStore(folder));

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "response": { "type": "file" } }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.EndsWith("-pass_wd.txt", result.Body.File, StringComparison.Ordinal);
        Assert.Equal(300_000, new FileInfo(Path.Combine(folder, result.Body.File)).Length);
    }

    [Fact]
    public async Task A_file_that_breaks_off_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await using var peer = RawPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        using var harness = new StepHarness(extend: builder => builder.AddFileStore(folder));

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "response": { "type": "file" } }""");

        Assert.Equal(FailureKind.Unreadable, result.Failure!.Kind);
        Assert.Empty(Directory.GetFiles(folder));
    }
}
