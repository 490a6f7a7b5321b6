using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class CustomAuthenticationTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private static string Step(string authentication, string body = """{ "type": "json", "value": { } }""", string more = "") =>
        $$"""{ "method": "POST", "url": "http://server/", "authentication": { "type": "custom", {{authentication}} }, "body": {{body}}{{more}} }""";

    [Fact]
    public async Task Headers_query_and_body_are_set_in_place_of_the_steps_own()
    {
        var seen = await echo.SendAsync(Step(
            """ "headers": { "X-Key": "h" }, "query": { "key": "q" }, "body": { "key": "{{ secrets.token }}" } """,
            """{ "type": "json", "value": { "id": 7, "key": "mine" } }""",
            """, "headers": { "x-key": "mine" }, "query": { "key": "mine", "x": "1" } """));
        Assert.Equal(("h", "/?x=1&key=q", """{"id":7,"key":"s3cr3t-token"}"""), (seen.Header("X-Key"), seen.Target, seen.Text));
    }

    [Theory]
    [InlineData("""{ "n": 1.10, "big": 12345678901234567890, "s": "\u00fc</\"", "deep": { "key": 1, "list": [null, true] } }""", """{"n":1.10,"big":12345678901234567890,"s":"ü</\"","deep":{"key":1,"list":[null,true]},"key":"a\"b"}""")]
    [InlineData("""{ "key": "{{ missing }}", "KEY": 1 }""", """{"KEY":1,"key":"a\"b"}""")]
    [InlineData("""{ }""", """{"key":"a\"b"}""")]
    [InlineData("\"{{ o }}\"", """{"a":1.0,"key":"a\"b"}""")]
    public async Task Fields_go_into_the_top_level_of_a_json_object(string value, string sent)
    {
        var seen = await echo.SendAsync(Step(""" "body": { "key": "{{ v }}" } """, $$"""{ "type": "json", "value": {{value}} }""", """, "undefinedVariables": "empty" """), Steps.Input("""{ "v": "a\"b", "o": { "a": 1.0, "key": [] } }"""));
        Assert.Equal(sent, seen.Text);
        Assert.Equal("application/json", seen.Header("Content-Type"));
    }

    [Fact]
    public async Task Fields_go_into_a_form()
    {
        var seen = await echo.SendAsync(Step(""" "body": { "client id": "a&b", "key": "k" } """, """{ "type": "urlEncoded", "fields": { "x": ["1", "2"], "key": ["mine", "too"] } }"""));
        Assert.Equal("x=1&x=2&client+id=a%26b&key=k", seen.Text);
        Assert.Equal("key=k", (await echo.SendAsync(Step(""" "body": { "key": "k" } """, """{ "type": "urlEncoded", "fields": { } }"""))).Text);
    }

    [Fact]
    public async Task Fields_go_into_a_multipart_form_as_text_parts()
    {
        var input = new StepInput { ["name"] = "key" };
        input.Files["f"] = StepFile.FromBytes("f.txt", "file"u8.ToArray());
        var seen = await echo.SendAsync(
            Step(""" "body": { "key": "k\u00fc" } """, """{ "type": "formData", "fields": [ { "type": "text", "name": "x", "value": "1" }, { "type": "text", "name": "{{ name }}", "value": "mine" }, { "type": "file", "name": "key", "file": "{{ files.f }}" } ] }"""), input);
        var boundary = seen.Header("Content-Type")!.Split("boundary=")[1];
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\u00fc\r\n--{boundary}--\r\n", seen.Text);
    }

    [Fact]
    public async Task What_is_compressed_and_what_is_signed_holds_the_fields()
    {
        var seen = await echo.SendAsync(Step(""" "body": { "key": "k" } """, """{ "type": "json", "value": { }, "compress": "gzip" }""", """, "signing": { "type": "github", "secret": "s" } """));
        using var plain = new MemoryStream();
        await new System.IO.Compression.GZipStream(new MemoryStream(seen.Body), System.IO.Compression.CompressionMode.Decompress).CopyToAsync(plain);
        Assert.Equal("""{"key":"k"}""", System.Text.Encoding.UTF8.GetString(plain.ToArray()));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("s"u8, seen.Body)), seen.Header("X-Hub-Signature-256"));
    }

    [Theory]
    [InlineData(""" "headers": { "X-Key": "{{ v }}" } """, "", "header \"X-Key\" is empty")]
    [InlineData(""" "headers": { "X-Key": "{{ v }}" } """, "a\r\nb", "line break")]
    [InlineData(""" "headers": { "X-Key": "{{ v }}" } """, "\u00fc", "outside ASCII")]
    [InlineData(""" "query": { "key": "{{ v }}" } """, "", "query parameter \"key\" is empty")]
    [InlineData(""" "query": { "key": "{{ v }}" } """, "a\u0001", "control character")]
    [InlineData(""" "body": { "key": "{{ v }}" } """, "", "body field \"key\" is empty")]
    [InlineData(""" "body": { "key": "{{ v }}" } """, " ", "body field \"key\" is empty")]
    [InlineData(""" "body": { "key": "{{ v }}" } """, "a\n", "body field \"key\" holds a line break")]
    [InlineData(""" "headers": { "X": "x" }, "body": { "key": "{{ v }}" } """, "a\u0000", "control character")]
    public async Task Bad_credentials_fail_closed(string authentication, string value, string message)
    {
        var before = echo.Server.Seen.Count;
        var result = await echo.Host.RunAsync(Step(authentication).At(echo.Server), new StepInput { ["v"] = value });
        result.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, message);
        Assert.Equal(before, echo.Server.Seen.Count);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public async Task A_body_that_turns_out_to_be_no_object_fails_closed(string value)
    {
        var before = echo.Server.Seen.Count;
        var result = await echo.Host.RunAsync(Step(""" "body": { "key": "k" } """, """{ "type": "json", "value": "{{ v }}" }""").At(echo.Server), Steps.Input($$"""{ "v": {{value}} }"""));
        result.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not a JSON object");
        Assert.Equal(before, echo.Server.Seen.Count);
    }

    [Theory]
    [InlineData("", """{ "type": "json", "value": { } }""", "$.authentication")]
    [InlineData(""" "headers": { } """, """{ "type": "json", "value": { } }""", "$.authentication.headers")]
    [InlineData(""" "headers": { "Host": "x" } """, """{ "type": "json", "value": { } }""", "$.authentication.headers.Host")]
    [InlineData(""" "query": { } """, """{ "type": "json", "value": { } }""", "$.authentication.query")]
    [InlineData(""" "query": { "": "x" } """, """{ "type": "json", "value": { } }""", "$.authentication.query")]
    [InlineData(""" "body": { } """, """{ "type": "json", "value": { } }""", "$.authentication.body")]
    [InlineData(""" "body": { "": "x" } """, """{ "type": "json", "value": { } }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, """{ "type": "json", "value": [ ] }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, """{ "type": "json", "value": "text {{ v }}" }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, """{ "type": "json", "value": null }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, """{ "type": "raw", "content": "x" }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, """{ "type": "file", "file": "x" }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, """{ "type": "none" }""", "$.authentication.body")]
    [InlineData(""" "body": { "k": "v" } """, "null", "$.authentication.body")]
    public void What_validation_can_see_is_an_error(string authentication, string body, string path) =>
        Assert.Equal(path, Assert.Single(new StepReader().Read(Step(authentication, body).Replace("\"custom\",  }", "\"custom\" }", StringComparison.Ordinal)).Errors).Path);

    private static StepHost Connected(TestServer server, string more = "") => StepHost.FromSettings(
        $$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}", "Authentication": { "type": "custom", "body": { "key": "connection-key" } }{{more}} } } }""",
        build: builder => builder.Services.Configure<HttpRequestStepsOptions>(options => options.Egress.AllowPrivateNetworks = true));

    [Fact]
    public async Task A_connections_fields_go_only_to_the_hosts_it_allows()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        await using var host = Connected(server);
        var body = """, "method": "POST", "connection": "api", "body": { "type": "json", "value": { } } }""";
        (await host.RunAsync("""{ "url": "/x" """ + body)).Succeeds();
        Assert.Equal("""{"key":"connection-key"}""", server.Last.Text);
        (await host.RunAsync($$"""{ "url": "{{other.Url}}/x" """ + body)).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "AllowedHosts");
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task A_redirect_takes_the_fields_to_no_other_origin()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.PlayAsync(TestServer.Status(307, ("Location", other.Url)), TestServer.Status(302, ("Location", other.Url)));
        await using var host = Connected(server);
        const string step = """{ "url": "/x", "method": "POST", "connection": "api", "body": { "type": "json", "value": { } }, "followRedirects": true }""";
        (await host.RunAsync(step)).Fails(FailureKind.Redirect, DeliveryCertainty.Answered, "would get the body too");
        Assert.Empty(other.Seen);
        (await host.RunAsync(step)).Succeeds();
        Assert.Equal(("GET", ""), (other.Last.Method, other.Last.Text));
    }

    [Fact]
    public async Task A_step_without_a_body_cannot_carry_a_connections_fields()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Connected(server);
        Assert.Equal("$.body", Assert.Single(host.Reader.Read("""{ "url": "/x", "connection": "api" }""").Errors).Path);
        (await host.RunAsync("""{ "url": "/x", "connection": "api", "authentication": { "type": "none" } }""")).Succeeds();
    }

    [Fact]
    public async Task A_preview_masks_every_place()
    {
        var preview = await echo.Host.RenderAsync(Step(""" "headers": { "X-Key": "abc" }, "query": { "key": "def" }, "body": { "key": "ghi" } """).At(echo.Server));
        Assert.Equal("***", preview.Headers.Single(header => header.Key == "X-Key").Value);
        Assert.EndsWith("?key=***", preview.Url, StringComparison.Ordinal);
        Assert.Equal("""{"key":"***"}""", preview.BodyText);
    }

    [Theory]
    [InlineData("""{ "type": "jsonTemplate", "template": "{ \"a\": 1, }" }""", """{"a":1,"key":"k"}""")]
    [InlineData("""{ "type": "column", "column": "ready" }""", """{"b":2,"key":"k"}""")]
    [InlineData("""{ "type": "mapping", "fields": [ { "to": "c", "from": "n" } ] }""", """{"c":3,"key":"k"}""")]
    public async Task Fields_go_into_every_body_that_is_a_JSON_object(string body, string sent)
    {
        var input = StepInput.FromJson("""{ "row": { "ready": "{ \"b\": 2 }", "n": 3 } }""");
        Assert.Equal(sent, (await echo.SendAsync(Step(""" "body": { "key": "k" } """, body), input)).Text);
    }
}
