using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class UrlTemplateTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Theory]
    // What the author wrote stays as it is on the wire.
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("?a=1", "/?a=1")]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("/a//b", "/a//b")]
    [InlineData("/a/./b/../c", "/a/./b/../c")]
    [InlineData("/%7Euser/%41", "/%7Euser/%41")]
    [InlineData("/~user/A", "/~user/A")]
    [InlineData("/a%2Fb/../c", "/a%2Fb/../c")]
    [InlineData("/a;v=1/b:c@d!$&'()*+,=", "/a;v=1/b:c@d!$&'()*+,=")]
    [InlineData("/a?x=1&y=%20+z&w", "/a?x=1&y=%20+z&w")]
    [InlineData("/a?x=b/c?d", "/a?x=b/c?d")]
    [InlineData("/a b", "/a%20b")]
    [InlineData("/caf\u00e9?q=\u00fc", "/caf%C3%A9?q=%C3%BC")]
    [InlineData("/a#fragment", "/a")]
    [InlineData("/a?b#c?d", "/a?b")]
    public async Task What_the_author_wrote_stays_literally(string literal, string target) =>
        Assert.Equal(target, (await echo.SendAsync($$"""{ "url": "http://server{{literal}}" }""")).Target);

    [Theory]
    // A path segment.
    [InlineData("/{{ v }}", "plain", "/plain")]
    [InlineData("/{{ v }}", "a/b", "/a%2Fb")]
    [InlineData("/{{ v }}", "../admin", "/..%2Fadmin")]
    [InlineData("/{{ v }}/x", "a?b=c", "/a%3Fb%3Dc/x")]
    [InlineData("/{{ v }}", "a#b", "/a%23b")]
    [InlineData("/{{ v }}", "a b+c", "/a%20b%2Bc")]
    [InlineData("/{{ v }}", "a&b=c;d", "/a%26b%3Dc%3Bd")]
    [InlineData("/{{ v }}", "100%", "/100%25")]
    [InlineData("/{{ v }}", "%2e%2e%2f", "/%252e%252e%252f")]
    [InlineData("/{{ v }}", "...", "/...")]
    [InlineData("/{{ v }}", "a..b", "/a..b")]
    [InlineData("/{{ v }}", "-._~", "/-._~")]
    [InlineData("/{{ v }}", "a\\b", "/a%5Cb")]
    [InlineData("/{{ v }}", "@evil.example", "/%40evil.example")]
    [InlineData("/x{{ v }}", "//evil.example", "/x%2F%2Fevil.example")]
    [InlineData("/{{ v }}", "a\r\nHost: evil", "/a%0D%0AHost%3A%20evil")]
    [InlineData("/{{ v }}", "a\u007f\u001b\u0085", "/a%7F%1B%C2%85")]
    [InlineData("/{{ v }}", "\u20ac\ud83d\ude00", "/%E2%82%AC%F0%9F%98%80")]
    [InlineData("/{{ v }}.json", "a", "/a.json")]
    [InlineData("/v.{{ v }}", ".", "/v..")]
    [InlineData("/file{{ v }}", "", "/file")]
    // A query.
    [InlineData("/?q={{ v }}", "a&b=c#d", "/?q=a%26b%3Dc%23d")]
    [InlineData("/?q={{ v }}", "a\0b", "/?q=a%00b")]
    [InlineData("/?q={{ v }}", "a b+c", "/?q=a%20b%2Bc")]
    [InlineData("/?q={{ v }}", "../..", "/?q=..%2F..")]
    [InlineData("/?q={{ v }}", "", "/?q=")]
    [InlineData("/?q={{ v }}&r=2", "\r\n", "/?q=%0D%0A&r=2")]
    [InlineData("/?{{ v }}=1", "a=2&b", "/?a%3D2%26b=1")]
    [InlineData("?q={{ v }}", "x", "/?q=x")]
    // A fragment is never sent.
    [InlineData("/a#{{ v }}", "x?y", "/a")]
    [InlineData("/{% if v == 'b' %}B{% else %}A{% endif %}/{{ v }}", "b/c", "/A/b%2Fc")]
    [InlineData("/{{ v | upcase }}", "a/b", "/A%2FB")]
    [InlineData("/{% capture c %}{{ v }}/x{% endcapture %}{{ c }}", "a/b", "/a%2Fb%2Fx")]
    [InlineData("/{% for i in (1..2) %}{{ i }}/{{ v }}/{% endfor %}z", "a/b", "/1/a%2Fb/2/a%2Fb/z")]
    public async Task A_value_is_encoded_for_its_place(string literal, string value, string target) =>
        Assert.Equal(target, (await echo.SendAsync($$"""{ "url": "http://server{{literal}}" }""", new StepInput { ["v"] = value })).Target);

    [Theory]
    [InlineData("http://server/customers/{{ v }}", "", "renders to nothing")]
    [InlineData("http://server/customers/{{ v }}/orders", "", "renders to nothing")]
    [InlineData("http://server/{{ v }}?x=1", "", "renders to nothing")]
    [InlineData("http://server/a/{{ v }}", ".", "renders to \".\"")]
    [InlineData("http://server/a/{{ v }}/b", "..", "renders to \"..\"")]
    [InlineData("http://server/a/.{{ v }}", ".", "renders to \"..\"")]
    [InlineData("http://server/a/%2e{{ v }}", ".", "climb")]
    [InlineData("http://server/a/{{ v }}%2E", ".", "climb")]
    [InlineData("http://{{ v }}.example.com/", "a/b", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "evil.com/", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "user@evil", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "evil.com:80", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "a..b", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", ".a", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "-a", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "a-", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "a\r\n", "whole labels")]
    [InlineData("http://{{ v }}.example.com/", "\u0430pi", "whole labels")]
    public async Task A_value_that_would_steer_the_request_elsewhere_is_refused(string url, string value, string reason)
    {
        var before = echo.Server.Seen.Count;
        var result = await echo.Host.RunAsync($$"""{ "url": "{{url}}" }""".At(echo.Server), new StepInput { ["v"] = value });
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, reason);
        Assert.Contains("$.url", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(result.Attempts);
        Assert.Equal(before, echo.Server.Seen.Count);
    }

    [Theory]
    [InlineData("""{ "url": "http://server/{{ v }}" }""")]
    [InlineData("""{ "url": "http://server/?a={{ v }}" }""")]
    [InlineData("""{ "url": "http://server/", "query": { "a": "{{ v }}" } }""")]
    [InlineData("""{ "url": "http://server/", "query": { "a": "x{{ v }}" } }""")]
    [InlineData("""{ "url": "http://server/", "query": { "a": ["{{ v }}", "b"] }, "queryArrays": "comma" }""")]
    public async Task Half_of_a_surrogate_pair_is_refused_and_not_replaced(string definition)
    {
        foreach (var half in new[] { "a\ud83d", "\ude00b", "\ude00\ud83d" })
        {
            (await echo.Host.RunAsync(definition.At(echo.Server), new StepInput { ["v"] = half })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "half of a surrogate pair");
        }

        Assert.True((await echo.Host.RunAsync(definition.At(echo.Server), new StepInput { ["v"] = "\ud83d\ude00" })).Succeeded);
    }

    [Theory]
    [InlineData("https://api.example.com{{ v }}", "whole label")]
    [InlineData("https://{{ v }}api.example.com/", "whole label")]
    [InlineData("https://a.{{ v }}-b.example.com/", "whole label")]
    [InlineData("https://{{ v }}{{ w }}.example.com/", "whole label")]
    [InlineData("https://example.com:{{ v }}/", "port")]
    [InlineData("https://example.com:80{{ v }}/", "port")]
    [InlineData("https://user:pass@example.com/", "user name or password")]
    [InlineData("https://{{ v }}@example.com/", "user name or password")]
    [InlineData("https://{% if a %}a{% endif %}.example.com/", "tag")]
    [InlineData("{{ v }}://example.com/", "http")]
    [InlineData("http{{ v }}://example.com/", "http")]
    [InlineData("{{ v }}/path", "http")]
    [InlineData("ftp://example.com/", "\"ftp\" is not supported")]
    [InlineData("file:///etc/passwd", "\"file\" is not supported")]
    [InlineData("example.com/a", "http")]
    [InlineData("/relative", "http")]
    [InlineData("", "empty")]
    [InlineData("https://", "URL")]
    [InlineData("https:///path", "URL")]
    [InlineData("https://exa mple.com/", "not a valid")]
    [InlineData("https://example.com:99999/", "not a valid")]
    public void A_url_that_could_go_anywhere_is_refused_when_validating(string url, string reason)
    {
        var result = new StepReader().Read($$"""{ "url": {{JsonSerializer.Serialize(url)}} }""");
        var error = Assert.Single(result.Errors);
        Assert.Equal("$.url", error.Path);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 10), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("tenant-1", "http://tenant-1.example.com/x")]
    [InlineData("a.b", "http://a.b.example.com/x")]
    [InlineData("127", "http://127.example.com/x")]
    public async Task A_value_may_be_whole_labels_of_the_host(string value, string url) =>
        Assert.Equal(url, (await echo.Host.RenderAsync("""{ "url": "http://{{ v }}.example.com/x" }""", new StepInput { ["v"] = value })).Url);

    [Theory]
    [InlineData("/a/../b?c=d&e#f", "/a/../b?c=d&e")]
    [InlineData("/%7e", "/%7e")]
    public async Task A_single_expression_is_taken_whole(string path, string target) =>
        Assert.Equal(target, (await echo.SendAsync("""{ "url": "{{ v }}" }""", new StepInput { ["v"] = echo.Server.Url + path })).Target);

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not a url")]
    [InlineData("http://")]
    [InlineData("")]
    public async Task A_single_expression_that_is_no_http_url_is_refused(string value) =>
        (await echo.Host.RunAsync("""{ "url": "{{ v }}" }""", new StepInput { ["v"] = value })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "not a valid http or https URL");

    [Fact]
    public async Task A_single_expression_cannot_carry_user_info() =>
        (await echo.Host.RunAsync("""{ "url": "{{ v }}" }""", new StepInput { ["v"] = "http://user:pass@127.0.0.1:1/" })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "user");

    [Fact]
    public async Task A_single_expression_with_control_characters_has_them_encoded() =>
        Assert.Equal("/a%0D%0AX:%20y", (await echo.SendAsync("""{ "url": "{{ v }}" }""", new StepInput { ["v"] = echo.Server.Url + "/a\r\nX: y" })).Target);

    [Theory]
    [InlineData("repeat", "/?a=1&a=2%203&n=x")]
    [InlineData("brackets", "/?a[]=1&a[]=2%203&n=x")]
    [InlineData("indices", "/?a[0]=1&a[1]=2%203&n=x")]
    [InlineData("comma", "/?a=1,2%203&n=x")]
    public async Task Arrays_in_a_query_have_four_styles(string style, string target)
    {
        var literal = $$"""{ "url": "http://server/", "query": { "a": ["1", "2 3"], "n": "x" }, "queryArrays": "{{style}}" }""";
        Assert.Equal(target, (await echo.SendAsync(literal)).Target);
        var expression = $$$"""{ "url": "http://server/", "query": { "a": "{{ list }}", "n": "x" }, "queryArrays": "{{{style}}}" }""";
        Assert.Equal(target, (await echo.SendAsync(expression, Steps.Input("""{ "list": [1, "2 3"] }"""))).Target);
    }

    [Theory]
    [InlineData("""{ "a": null, "b": "1" }""", "/?b=1")]
    [InlineData("""{ "a": "{{ nothing }}", "b": "1" }""", "/?b=1")]
    [InlineData("""{ "a": ["{{ nothing }}", "2"], "b": "1" }""", "/?a=2&b=1")]
    [InlineData("""{ "a": "{{ none }}", "b": "1" }""", "/?b=1")]
    [InlineData("""{ "a": "{{ holes }}" }""", "/?a=1&a=3")]
    [InlineData("""{ "a": "", "b": "x{{ nothing }}" }""", "/?a=&b=x")]
    [InlineData("""{ "a": "{{ missing | default: nil }}", "b": "1" }""", "/?b=1")]
    public async Task A_null_in_the_query_is_left_out(string query, string target) =>
        Assert.Equal(target, (await echo.SendAsync($$"""{ "url": "http://server/", "query": {{query}} }""", Steps.Input("""{ "nothing": null, "none": [], "holes": [1, null, 3] }"""))).Target);

    [Theory]
    [InlineData("http://server/?x=1", "/?x=1&q=a%26b")]
    [InlineData("http://server/p", "/p?q=a%26b")]
    [InlineData("http://server/p?x=1#f", "/p?x=1&q=a%26b")]
    public async Task The_query_is_appended_to_what_the_url_has(string url, string target) =>
        Assert.Equal(target, (await echo.SendAsync($$$"""{ "url": "{{{url}}}", "query": { "q": "{{ v }}" } }""", new StepInput { ["v"] = "a&b" })).Target);

    [Theory]
    [InlineData("a b&c=d[0]", "/?a%20b%26c%3Dd[0]=1")]
    [InlineData("\u00fc", "/?%C3%BC=1")]
    public async Task A_query_name_is_encoded_too(string name, string target) =>
        Assert.Equal(target, (await echo.SendAsync($$"""{ "url": "http://server/", "query": { "{{name}}": "1" } }""")).Target);

    [Theory]
    [InlineData(42, "/?q=42")]
    [InlineData(1.5, "/?q=1.5")]
    [InlineData(true, "/?q=true")]
    public async Task A_query_value_prints_as_liquid_prints_it(object value, string target) =>
        Assert.Equal(target, (await echo.SendAsync("""{ "url": "http://server/", "query": { "q": "{{ v }}" } }""", new StepInput { ["v"] = value })).Target);

    [Theory]
    [InlineData("{% cycle v, 'x' %}")]
    [InlineData("{% ifchanged %}{{ v }}{% endifchanged %}")]
    [InlineData("{% if v %}{% cycle v %}{% endif %}")]
    public async Task What_cycle_and_ifchanged_print_is_encoded(string tag) =>
        Assert.Equal("/a/b%2F..%3Fc%23d", (await echo.SendAsync($$"""{ "url": "http://server/a/{{tag}}" }""", new StepInput { ["v"] = "b/..?c#d" })).Target);

    [Theory]
    [InlineData("{% echo v %}")]
    [InlineData("{% liquid\\necho v\\n%}")]
    [InlineData("{% assign w = v %}{{ w }}")]
    [InlineData("{% for w in list %}{{ w }}{% endfor %}")]
    [InlineData("{% case v %}{% when 'a/b' %}{{ v }}{% endcase %}")]
    [InlineData("{% unless nil %}{{ v }}{% endunless %}")]
    public async Task What_other_tags_print_is_a_value(string tag)
    {
        await using var host = StepHost.Create();

        var request = await host.RenderAsync($$"""{ "url": "https://example.com/{{tag}}" }""", Steps.Input("""{ "v": "a/b", "list": ["a/b"], "nil": null }"""));

        Assert.Equal("https://example.com/a%2Fb", request.Url);
    }

    [Theory]
    [InlineData("http://server/a/{{ list }}", "an array cannot be printed into a URL")]
    [InlineData("http://server/a?x={{ list }}", "an array cannot be printed into a URL")]
    [InlineData("http://server/{% if true %}{{ list }}{% endif %}", "an array cannot be printed into a URL")]
    [InlineData("http://server/{{ object }}", "an object cannot be printed into a URL")]
    [InlineData("{{ credentials }}", "A URL must not hold a user name or password")]
    [InlineData("{{ ftp }}", "not a valid http or https URL")]
    public async Task What_cannot_be_part_of_a_URL_is_refused(string url, string reason)
    {
        await using var host = StepHost.Create();
        var input = StepInput.FromJson("""{ "list": [1, 2], "object": { "a": 1 }, "credentials": "http://user:p4ssw0rd@server/", "ftp": "ftp://x/" }""");
        var result = await host.RunAsync($$"""{ "url": "{{url}}" }""", input);
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, reason);
        Assert.DoesNotContain("p4ssw0rd", result.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://server/customers/{% if id %}{{ id }}{% endif %}")]
    [InlineData("http://server/customers/{% for i in ids %}{{ i }}{% endfor %}")]
    [InlineData("http://server/{% if id %}{{ id }}{% endif %}/orders")]
    [InlineData("http://server/customers/{% liquid\nif id\necho id\nendif\n%}")]
    public async Task A_segment_that_a_tag_leaves_empty_is_refused(string url)
    {
        await using var host = StepHost.Create();
        var step = System.Text.Json.JsonSerializer.Serialize(url);
        (await host.RunAsync($$"""{ "method": "DELETE", "url": {{step}} }""", StepInput.FromJson("""{ "id": null, "ids": [] }"""))).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "renders to nothing");
    }

    [Fact]
    public async Task A_segment_that_a_tag_only_ends_is_not() =>
        Assert.Equal("/customers", (await echo.SendAsync("""{ "url": "http://server/customers{% if id %}/{{ id }}{% endif %}" }""", StepInput.FromJson("""{ "id": null }"""))).Target);
}
