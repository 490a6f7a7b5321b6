namespace HttpRequestSteps.Tests;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://api.example.com/v1/{{ id }}", "https api.example.com 443")]
    [InlineData("HTTPS://API.Example.com:8443/{{ id }}", "https api.example.com 8443")]
    [InlineData("http://api.example.com?q={{ id }}", "http api.example.com 80")]
    [InlineData("https://api.example.com", "https api.example.com 443")]
    [InlineData("https://[2001:db8::1]:81/{{ id }}", "https 2001:db8::1 81")]
    [InlineData("https://b\u00fccher.example/{{ id }}", "https xn--bcher-kva.example 443")]
    [InlineData("https://api.example.com{{ id }}", null)]
    [InlineData("https://{{ tenant }}.example.com/", null)]
    [InlineData("https://api.{{ tenant }}/", null)]
    [InlineData("{{ url }}", null)]
    [InlineData("/v1/{{ id }}", null)]
    [InlineData("", null)]
    [InlineData("x", null)]
    [InlineData("/v1?to=https://example.com/", null)]
    [InlineData("https://user@api.example.com/", null)]
    [InlineData("https://api.example.com\\@evil.example/", null)]
    [InlineData("https://api.example.com:port/", null)]
    [InlineData("ftp://api.example.com/", null)]
    [InlineData("https:///x", null)]
    public void It_is_known_where_the_author_has_written_it_out(string url, string? origin)
    {
        var errors = new List<string>();
        var text = TemplateCompiler.Compile(url, "$.url", errors.Add)!;
        Assert.Empty(errors);
        Assert.Equal(origin, Origin.Written(text) is { } written ? $"{written.Scheme} {written.Host} {written.Port}" : null);
    }

    [Fact]
    public async Task A_host_without_an_ascii_form_is_refused_and_nothing_throws()
    {
        // .NET takes it for a host by its length in Unicode.
        var url = $"https://{new string('\u00fc', 59)}.example/";
        Assert.True(Uri.TryCreate(url, UriKind.Absolute, out _));
        await using var host = StepHost.FromSettings($$"""{ "connections": { "api": { "baseUrl": "{{url}}" } } }""");
        foreach (var step in new[]
        {
            $$"""{ "url": "{{url}}", "retry": { "maxAttempts": 2 } }""",
            """{ "url": "{{ url }}", "retry": { "maxAttempts": 2 } }""",
            """{ "url": "/x", "connection": "api", "headers": { "Authorization": "x" } }""",
        })
        {
            (await host.RunAsync(step, new StepInput { ["url"] = url })).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "not a valid name");
        }
    }

    [Theory]
    [InlineData("{{ 'https' }}://u:p@evil.example/", "https://api.example.com/https://u:p@evil.example/")]
    [InlineData("ht{% if true %}tps://evil.example/{% endif %}", "https://api.example.com/https://evil.example/")]
    [InlineData("x{% if true %}/../../y{% endif %}", "https://api.example.com/x/../../y")]
    public async Task What_begins_as_a_path_of_the_connection_stays_one(string url, string expected)
    {
        await using var host = StepHost.FromSettings("""{ "connections": { "api": { "baseUrl": "https://api.example.com" } } }""");
        var preview = await host.Executor.RenderAsync(new HttpRequestStep { Url = url, Connection = "api" });
        Assert.Equal(expected, preview.Url);
    }

    [Theory]
    [InlineData("/v1/{{ id }}", "https://api.example.com/base", "api.example.com", "api.example.com")]
    [InlineData("v1/{{ id }}", "https://api.example.com", "api.example.com", "api.example.com")]
    [InlineData("", "https://api.example.com", "api.example.com", "api.example.com")]
    [InlineData("https://other.example/{{ id }}", "https://api.example.com", "other.example", "api.example.com")]
    [InlineData("/v1/{{ id }}", "https://{{ tenant }}.example.com", null, null)]
    [InlineData("{{ url }}", "https://api.example.com", null, "api.example.com")]
    public void Without_one_of_its_own_a_url_has_that_of_its_connection(string url, string baseUrl, string? origin, string? baseOrigin)
    {
        var errors = new List<DefinitionError>();
        var template = UrlTemplate.Plan(TemplateCompiler.Compile(url, "$.url", Assert.Fail)!, TemplateCompiler.Compile(baseUrl, "$.baseUrl", Assert.Fail), errors);
        Assert.Empty(errors);
        Assert.Equal(origin, template!.Origin?.Host);
        Assert.Equal(baseOrigin, template.BaseOrigin?.Host);
    }

    [Theory]
    [InlineData("https://example.com/a", true)]
    [InlineData("https://EXAMPLE.com:443/", true)]
    [InlineData("http://example.com:443/", false)]
    [InlineData("https://example.com:444/", false)]
    [InlineData("https://www.example.com/", false)]
    public void It_covers_what_has_its_scheme_host_and_port(string url, bool covers) =>
        Assert.Equal(covers, Origin.Of(new Uri("https://example.com/x")).Covers(new Uri(url)));
}
