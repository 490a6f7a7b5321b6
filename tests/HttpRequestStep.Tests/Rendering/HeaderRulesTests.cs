namespace HttpRequestSteps.Tests;

public sealed class HeaderRulesTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Theory]
    [InlineData("a\rb", "a line break")]
    [InlineData("a\nb", "a line break")]
    [InlineData("a\r\nX-Evil: 1", "a line break")]
    [InlineData("a\0b", "a control character")]
    [InlineData("a\u001b", "a control character")]
    [InlineData("a\u007f", "a control character")]
    [InlineData("caf\u00e9", "a character outside ASCII")]
    [InlineData("\u20ac", "a character outside ASCII")]
    [InlineData("\u0100\u010a", "a character outside ASCII")]
    public async Task A_header_value_with_a_line_break_a_control_character_or_beyond_ascii_is_refused(string value, string reason)
    {
        var before = echo.Server.Seen.Count;
        var result = await echo.Host.RunAsync("""{ "url": "http://server/", "headers": { "X-A": "{{ v }}" } }""".At(echo.Server), new StepInput { ["v"] = value });
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, $"In $.headers['X-A']: the value of \"X-A\" holds {reason}");
        Assert.Empty(result.Attempts);
        Assert.Equal(before, echo.Server.Seen.Count);
    }

    [Fact]
    public void A_literal_header_value_with_a_line_break_is_refused_when_validating()
    {
        var error = Assert.Single(new StepReader().Read("""{ "url": "http://a/", "headers": { "X-A": "a\r\nb" } }""").Errors);
        Assert.Equal("$.headers['X-A']", error.Path);
        Assert.Contains("holds a line break", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Upgrade")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Expect")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Proxy-Connection")]
    public void A_reserved_header_is_not_a_definitions_to_set(string name)
    {
        var error = Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "headers": { "{{name}}": "1" } }""").Errors);
        Assert.Contains($"\"{name}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("not a definition's to set", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("a\\r\\nb")]
    [InlineData("h\u00e9")]
    [InlineData("{{ name }}")]
    public void An_invalid_header_name_is_refused(string name) =>
        Assert.Contains("is not a valid header name", Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "headers": { "{{name}}": "1" } }""").Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void A_header_given_twice_ignoring_case_is_refused()
    {
        var error = Assert.Single(new StepReader().Read("""{ "url": "http://a/", "headers": { "X-A": "1", "x-a": "2" } }""").Errors);
        Assert.Equal("$.headers['x-a']", error.Path);
        Assert.Contains("given twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_values_of_an_array_are_sent_in_order()
    {
        var seen = await echo.SendAsync("""{ "url": "http://server/", "headers": { "Accept": ["application/json", "text/plain"], "X-One": "{{ v }}" } }""", new StepInput { ["v"] = 1 });
        Assert.Equal("application/json, text/plain", string.Join(", ", seen.All("Accept")));
        Assert.Equal("1", seen.Header("X-One"));
    }

    [Theory]
    [InlineData("application/vnd.api+json")]
    [InlineData("Text/Plain;Charset=\\\"latin-1\\\"; x")]
    [InlineData("nonsense")]
    public async Task A_content_type_is_sent_exactly_as_given(string contentType)
    {
        var seen = await echo.SendAsync($$"""{ "method": "POST", "url": "http://server/", "headers": { "content-type": "{{contentType}}" }, "body": { "type": "json", "value": 1 } }""");
        Assert.Equal(contentType.Replace("\\", "", StringComparison.Ordinal), seen.Header("Content-Type"));
    }

    [Fact]
    public async Task The_bytes_on_the_wire_hold_what_was_asked_and_no_more()
    {
        await using var server = RawServer.Answering("HTTP/1.1 204 No Content\r\n\r\n");
        await using var host = StepHost.Create(options => options.Defaults.UserAgent = "agent/1");
        await host.RunAsync("""{ "url": "http://server/p?q={{ v }}", "headers": { "X-B": "b\t2", "X-A": "{{ v }}" } }""".At(server), new StepInput { ["v"] = "a,b; c=\"d\"" });
        var lines = Assert.Single(server.Heads).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("GET /p?q=a%2Cb%3B%20c%3D%22d%22 HTTP/1.1", lines[0]);
        Assert.Equal(
            ["Accept-Encoding: gzip, deflate, br", $"Host: 127.0.0.1:{server.Port}", "User-Agent: agent/1", "X-A: a,b; c=\"d\"", "X-B: b\t2"],
            lines[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_user_agent_of_a_step_wins_over_the_default()
    {
        Assert.Equal("mine", (await echo.SendAsync("""{ "url": "http://server/", "headers": { "user-agent": "mine" } }""")).Header("User-Agent"));
        Assert.StartsWith("HttpRequestStep/", (await echo.SendAsync("""{ "url": "http://server/" }""")).Header("User-Agent"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("get", "GET")]
    [InlineData("PURGE", "PURGE")]
    [InlineData("OPTIONS", "OPTIONS")]
    [InlineData("DELETE", "DELETE")]
    [InlineData("PATCH", "PATCH")]
    public async Task Any_valid_method_is_sent(string method, string sent) =>
        Assert.Equal(sent, (await echo.SendAsync($$"""{ "method": "{{method}}", "url": "http://server/" }""")).Method);

    [Theory]
    [InlineData("CONNECT", "refused")]
    [InlineData("trace", "refused")]
    [InlineData("GE T", "not a valid method")]
    [InlineData("", "not a valid method")]
    [InlineData("GET\\r\\nX: y", "not a valid method")]
    public void A_method_that_is_no_api_call_is_refused(string method, string reason)
    {
        var error = Assert.Single(new StepReader().Read($$"""{ "method": "{{method}}", "url": "http://a/" }""").Errors);
        Assert.Equal("$.method", error.Path);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_header_is_a_definitions_to_set_only_if_the_host_application_allows_it()
    {
        const string step = """{ "url": "http://server/", "headers": { "Host": "shop.example.com" } }""";
        Assert.Contains("AllowHostHeader", Assert.Single(new StepReader().Read(step).Errors).Message, StringComparison.Ordinal);
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(options => options.Egress.AllowHostHeader = true);
        (await host.RunAsync(step.At(server))).Succeeds();
        Assert.Equal("shop.example.com", server.Last.Header("Host"));
    }
}
