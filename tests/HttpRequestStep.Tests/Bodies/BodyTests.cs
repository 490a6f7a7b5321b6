using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HttpRequestSteps.Tests;

public sealed class BodyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private Task<SeenRequest> PostAsync(string body, StepInput? input = null, string method = "POST") =>
        echo.SendAsync($$"""{ "method": "{{method}}", "url": "http://server/", "body": {{body}} }""", input);

    private static StepInput WithFile(string name = "r\u00e9port.pdf", string? contentType = null, bool knowsLength = true)
    {
        var bytes = "file \0\u00ff bytes"u8.ToArray();
        var input = new StepInput();
        input.Files["f"] = new StepFile(name, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes)), knowsLength ? bytes.Length : null, contentType);
        return input;
    }

    [Theory]
    [InlineData("""{ "type": "raw", "content": "a {{ v }} b" }""", "a caf\u00e9 b", "text/plain; charset=utf-8")]
    [InlineData("""{ "type": "raw", "content": "<a/>", "contentType": "application/{{ t }}" }""", "<a/>", "application/xml")]
    [InlineData("""{ "type": "raw", "content": "" }""", "", "text/plain; charset=utf-8")]
    [InlineData("""{ "type": "urlEncoded", "fields": { "a b": "{{ v }} &=+", "c": ["1", "{{ t }}"], "d": "" } }""", "a+b=caf%C3%A9+%26%3D%2B&c=1&c=xml&d=", "application/x-www-form-urlencoded")]
    [InlineData("""{ "type": "json", "value": ["{{ v }}"] }""", "[\"caf\u00e9\"]", "application/json")]
    public async Task A_body_is_sent_byte_by_byte_as_its_type_says(string body, string sent, string contentType)
    {
        var seen = await PostAsync(body, new StepInput { ["v"] = "caf\u00e9", ["t"] = "xml" });
        Assert.Equal(Encoding.UTF8.GetBytes(sent), seen.Body);
        Assert.Equal(contentType, seen.Header("Content-Type"));
        Assert.Equal(Encoding.UTF8.GetByteCount(sent).ToString(CultureInfo.InvariantCulture), seen.Header("Content-Length"));
    }

    [Theory]
    [InlineData("""{ "type": "raw", "content": "a {{ v }}" }""")]
    [InlineData("""{ "type": "urlEncoded", "fields": { "a": "{{ v }}" } }""")]
    [InlineData("""{ "type": "formData", "fields": [{ "name": "a", "type": "text", "value": "{{ v }}" }] }""")]
    [InlineData("""{ "type": "formData", "fields": [{ "name": "a", "type": "file", "file": "{{ files.f }}", "fileName": "{{ v }}" }] }""")]
    public async Task Half_a_surrogate_pair_is_refused(string body)
    {
        foreach (var half in NaughtyStrings.HalfSurrogates)
        {
            var input = WithFile();
            input["v"] = half;
            (await echo.Host.RunAsync($$"""{ "method": "POST", "url": "http://server/", "body": {{body}} }""".At(echo.Server), input))
                .Fails(FailureKind.Template, DeliveryCertainty.NotSent, "half of a surrogate pair");
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    public async Task A_body_is_sent_with_every_method_that_names_one(string method)
    {
        var seen = await PostAsync("""{ "type": "raw", "content": "x" }""", method: method);
        Assert.Equal((method, "x"), (seen.Method, seen.Text));
    }

    [Theory]
    [InlineData("""{ "type": "none" }""")]
    [InlineData("null")]
    public async Task No_body_sends_none(string body)
    {
        var seen = await PostAsync(body);
        Assert.Empty(seen.Body);
        Assert.Null(seen.Header("Content-Type"));
    }

    [Theory]
    [InlineData("""{ "type": "file", "file": "{{ files.f }}" }""", null, "application/pdf")]
    [InlineData("""{ "type": "file", "file": "{{ files.f }}" }""", "image/x", "image/x")]
    [InlineData("""{ "type": "file", "file": "{{ files.f }}", "contentType": "a/b" }""", "image/x", "a/b")]
    public async Task A_file_is_streamed_with_its_length_and_type(string body, string? own, string sent)
    {
        var seen = await PostAsync(body, WithFile(contentType: own));
        Assert.Equal("file \0\u00ff bytes", seen.Text);
        Assert.Equal(sent, seen.Header("Content-Type"));
        Assert.Equal("14", seen.Header("Content-Length"));
    }

    [Fact]
    public async Task A_file_of_unknown_length_is_sent_chunked()
    {
        var seen = await PostAsync("""{ "type": "file", "file": "{{ files.f }}" }""", WithFile("x.unknown", knowsLength: false));
        Assert.Equal(("chunked", null, "application/octet-stream"), (seen.Header("Transfer-Encoding"), seen.Header("Content-Length"), seen.Header("Content-Type")));
        Assert.Equal("file \0\u00ff bytes", seen.Text);
    }

    [Theory]
    [InlineData("{{ files.nope }}", "\"files.nope\" does not exist")]
    [InlineData("nope", "there is no file \"nope\"")]
    [InlineData("/etc/passwd", "there is no file")]
    [InlineData("../../etc/passwd", "there is no file")]
    public async Task A_file_reference_is_never_a_path(string reference, string message) =>
        (await echo.Host.RunAsync($$"""{ "method": "POST", "url": "http://server/", "body": { "type": "file", "file": "{{reference}}" } }""".At(echo.Server), WithFile()))
            .Fails(FailureKind.Template, DeliveryCertainty.NotSent, message);

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_a_template_failure()
    {
        var input = new StepInput();
        input.Files["f"] = new StepFile("gone.txt", _ => throw new IOException("secret path"), 3);
        var result = await echo.Host.RunAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "file", "file": "{{ files.f }}" } }""".At(echo.Server), input);
        Assert.Equal(FailureKind.Template, result.Failure!.Kind);
        Assert.Contains("\"gone.txt\" cannot be opened", result.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret path", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_keeps_order_repeated_names_and_types()
    {
        const string body = """
            { "type": "formData", "fields": [
              { "type": "text", "name": "a", "value": "{{ v }}" },
              { "type": "text", "name": "a", "value": "2", "contentType": "text/x" },
              { "type": "file", "name": "up", "file": "{{ files.f }}" },
              { "type": "file", "name": "up", "file": "{{ files.f }}", "fileName": "n.csv", "contentType": "text/y" } ] }
            """;
        var input = WithFile();
        input["v"] = "caf\u00e9\r\n--x";
        var seen = await PostAsync(body, input);
        var boundary = seen.Header("Content-Type")!["multipart/form-data; boundary=".Length..];
        const string file = "file \0\u00ff bytes";
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncaf\u00e9\r\n--x\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/x\r\n\r\n2\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"up\"; filename=\"r\u00e9port.pdf\"\r\nContent-Type: application/pdf\r\n\r\n{file}\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"up\"; filename=\"n.csv\"\r\nContent-Type: text/y\r\n\r\n{file}\r\n"
            + $"--{boundary}--\r\n",
            seen.Text);
        Assert.Equal(seen.Body.Length.ToString(CultureInfo.InvariantCulture), seen.Header("Content-Length"));
    }

    [Fact]
    public async Task Quotes_and_line_breaks_in_a_forms_names_stay_inside_the_quotes()
    {
        var input = WithFile();
        input["n"] = "a\"; filename=\"x\r\nX-Evil: 1";
        var seen = await PostAsync("""{ "type": "formData", "fields": [ { "type": "file", "name": "{{ n }}", "file": "{{ files.f }}", "fileName": "{{ n }}" } ] }""", input);
        Assert.Contains("form-data; name=\"a%22; filename=%22x%0D%0AX-Evil: 1\"; filename=\"a%22; filename=%22x%0D%0AX-Evil: 1\"\r\n", seen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_break_in_a_parts_content_type_is_refused()
    {
        var result = await echo.Host.RunAsync(
            """{ "method": "POST", "url": "http://server/", "body": { "type": "formData", "fields": [ { "type": "text", "name": "a", "value": "b", "contentType": "{{ v }}" } ] } }""".At(echo.Server),
            new StepInput { ["v"] = "a/b\r\nX: y" });
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "line break");
    }

    [Theory]
    [InlineData("gzip", "{ \"type\": \"json\", \"value\": \"abc\", \"compress\": \"gzip\" }", "\"abc\"")]
    [InlineData("br", "{ \"type\": \"raw\", \"content\": \"abc\", \"compress\": \"br\" }", "abc")]
    [InlineData("gzip", "{ \"type\": \"file\", \"file\": \"{{ files.f }}\", \"compress\": \"gzip\" }", "file \0\u00ff bytes")]
    [InlineData("br", "{ \"type\": \"urlEncoded\", \"fields\": { \"a\": \"1\" }, \"compress\": \"br\" }", "a=1")]
    public async Task A_compressed_body_says_so_and_decodes(string coding, string body, string sent)
    {
        var seen = await PostAsync(body, WithFile());
        Assert.Equal(coding, seen.Header("Content-Encoding"));
        using Stream decoded = coding == "gzip" ? new GZipStream(new MemoryStream(seen.Body), CompressionMode.Decompress) : new BrotliStream(new MemoryStream(seen.Body), CompressionMode.Decompress);
        using var reader = new StreamReader(decoded);
        Assert.Equal(sent, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_streamed_body_beyond_the_hosts_limit_is_too_large()
    {
        await using var host = StepHost.Create(options => options.Limits.MaxRequestSize = 10);
        const string step = """{ "method": "POST", "url": "http://server/", "body": { "type": "file", "file": "{{ files.f }}" } }""";
        (await host.RunAsync(step.At(echo.Server), WithFile())).Fails(FailureKind.TooLarge, DeliveryCertainty.NotSent, "MaxRequestSize");
        Assert.Equal(FailureKind.TooLarge, (await host.RunAsync(step.At(echo.Server), WithFile(knowsLength: false))).Failure!.Kind);
    }
}
