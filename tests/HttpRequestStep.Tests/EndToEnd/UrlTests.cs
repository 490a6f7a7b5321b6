namespace HttpRequestSteps.Tests;

/// <summary>DEFINITIONS section 1, "Templates in a URL": what Kestrel saw on the wire.</summary>
public sealed class UrlTests
{
    [Theory]
    [InlineData("/v1/{{ v }}", "a b", "/v1/a%20b")]
    [InlineData("/v1/{{ v }}", "a/b", "/v1/a%2Fb")]
    [InlineData("/v1/{{ v }}", "a?b#c", "/v1/a%3Fb%23c")]
    [InlineData("/v1/{{ v }}", "é", "/v1/%C3%A9")]
    [InlineData("/v1/{{ v }}", "😀", "/v1/%F0%9F%98%80")]
    [InlineData("/v1/{{ v }}", "a%2Fb", "/v1/a%252Fb")]
    [InlineData("/v1/{{ v }}", "@evil.example", "/v1/%40evil.example")]
    [InlineData("/v1/{{ v }}", "a\\b", "/v1/a%5Cb")]
    [InlineData("/v1/{{ v }}", "line\r\nX-Evil: 1", "/v1/line%0D%0AX-Evil%3A%201")]
    [InlineData("/v1/{{ v }}", "bell\u0007", "/v1/bell%07")]
    [InlineData("/v1/{{ v }}", "a;b,c=d&e+f", "/v1/a%3Bb%2Cc%3Dd%26e%2Bf")]
    [InlineData("/v1/{{ v }}", "...", "/v1/...")]
    [InlineData("/v1/x{{ v }}", "..", "/v1/x..")]
    [InlineData("/v1/x{{ v }}", "", "/v1/x")]
    [InlineData("/v1?q={{ v }}", "a&b=c", "/v1?q=a%26b%3Dc")]
    [InlineData("/v1?q={{ v }}", "", "/v1?q=")]
    [InlineData("/v1?q={{ v }}", "a+b c", "/v1?q=a%2Bb%20c")]
    [InlineData("/v1?q={{ v }}", "..", "/v1?q=..")]
    [InlineData("/v1?{{ v }}=1", "a=b", "/v1?a%3Db=1")]
    [InlineData("/v1#{{ v }}", "gone", "/v1")]
    [InlineData("/a%2Fb/../c/%7e?x=%20", "", "/a%2Fb/../c/%7e?x=%20")]
    [InlineData("/lit eral/ü", "", "/lit%20eral/%C3%BC")]
    [InlineData("/v1/{% if v %}with/{{ v }}{% endif %}", "a/b", "/v1/with/a%2Fb")]
    [InlineData("/v1/{% capture c %}{{ v }}/x{% endcapture %}{{ c }}", "a", "/v1/a%2Fx")]
    [InlineData("/v1/{{ v | upcase }}", "a/b", "/v1/A%2FB")]
    [InlineData("?q={{ v }}", "1", "/?q=1")]
    [InlineData("", "1", "/")]
    public async Task A_value_is_encoded_for_its_place_and_what_the_author_wrote_stays(string path, string value, string seen)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();
        var step = new HttpRequestStep { Url = peer.Url + path };

        var result = await harness.Executor.ExecuteAsync(step, new StepInput { ["v"] = value });

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(seen, peer.Last.Target);
    }

    [Theory]
    [InlineData("https://api.example.com/customers/{{ v }}", "", "renders to nothing")]
    [InlineData("https://api.example.com/customers/{{ v }}/orders", "", "renders to nothing")]
    [InlineData("https://api.example.com/a/{{ v }}", "..", "climb")]
    [InlineData("https://api.example.com/a/{{ v }}/b", ".", "climb")]
    [InlineData("https://api.example.com/a/.{{ v }}/b", ".", "climb")]
    [InlineData("https://{{ v }}.example.com/", "evil.example/", "whole labels")]
    [InlineData("https://{{ v }}.example.com/", "a@b", "whole labels")]
    [InlineData("https://{{ v }}.example.com/", "a:80", "whole labels")]
    [InlineData("https://{{ v }}.example.com/", "", "whole labels")]
    [InlineData("https://{{ v }}.example.com/", "a..b", "whole labels")]
    [InlineData("https://{{ v }}.example.com/", ".a", "whole labels")]
    [InlineData("{{ v }}", "not a url", "not a valid URL")]
    [InlineData("{{ v }}", "ftp://example.com", "not a valid URL")]
    public async Task A_value_that_would_steer_elsewhere_is_refused_before_anything_is_sent(string url, string value, string reason)
    {
        using var harness = new StepHarness();

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = url }, new StepInput { ["v"] = value });

        Assert.Equal(FailureKind.Template, result.Failure!.Kind);
        Assert.Equal(DeliveryCertainty.NotSent, result.Failure.Delivery);
        Assert.Contains(reason, result.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(result.Attempts);
    }

    [Theory]
    [InlineData("https://api.example.com{{ v }}", "whole label")]
    [InlineData("https://api{{ v }}.example.com/", "whole label")]
    [InlineData("https://example.com:{{ v }}/", "port")]
    [InlineData("https://user:secret@example.com/", "user name or password")]
    [InlineData("https://{{ v }}@example.com/", "user name or password")]
    [InlineData("{{ v }}://example.com/", "must begin with http")]
    [InlineData("ftp://example.com/", "scheme \"ftp\"")]
    [InlineData("/relative", "must begin with http")]
    [InlineData("https://{% if v %}a{% endif %}.example.com/", "tag")]
    [InlineData("https:///path", "not a valid URL")]
    [InlineData("", "empty")]
    public void A_url_that_could_be_steered_is_refused_when_it_is_read(string url, string reason)
    {
        using var harness = new StepHarness();

        var errors = harness.Executor.Validate(new HttpRequestStep { Url = url });

        var error = Assert.Single(errors);
        Assert.Equal("$.url", error.Path);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_that_is_one_single_expression_is_taken_whole()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = "{{ next }}" }, new StepInput { ["next"] = peer.Url + "/page?a=1&b=x%2Fy" });

        Assert.Equal("/page?a=1&b=x%2Fy", peer.Last.Target);
    }

    [Theory]
    [InlineData("repeat", "/?x=0&a=1&a=2%2C3&b=t&e=1&e=two")]
    [InlineData("brackets", "/?x=0&a[]=1&a[]=2%2C3&b=t&e[]=1&e[]=two")]
    [InlineData("indices", "/?x=0&a[0]=1&a[1]=2%2C3&b=t&e[0]=1&e[1]=two")]
    [InlineData("comma", "/?x=0&a=1,2%2C3&b=t&e=1,two")]
    public async Task Query_is_appended_in_four_array_styles_and_nil_is_left_out(string style, string seen)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();
        var definition = """
            { "url": "URL/?x=0", "queryArrays": "STYLE", "query": { "a": ["1", "{{ two }}"], "b": "t", "none": null, "nil": "{{ nil }}", "missing": "{{ gone | default: nil }}", "e": "{{ list }}" } }
            """.Replace("URL", peer.Url, StringComparison.Ordinal).Replace("STYLE", style, StringComparison.Ordinal);

        var result = await harness.RunAsync(definition, """{ "two": "2,3", "nil": null, "list": [1, null, "two"] }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(seen, peer.Last.Target);
    }

    [Theory]
    [InlineData("/v1", "orders", "/v1/orders")]
    [InlineData("/v1/", "/orders", "/v1/orders")]
    [InlineData("/v1", "/orders/{{ id }}?a=1", "/v1/orders/7%2F8?a=1")]
    [InlineData("/v1?key=k", "orders?a=1", "/v1/orders?key=k&a=1")]
    [InlineData("", "orders", "/orders")]
    public async Task A_relative_url_is_appended_to_the_base_url(string basePath, string url, string seen)
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(options => options.Connections["api"] = new StepConnection { BaseUrl = peer.Url + basePath });

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Connection = "api", Url = url }, new StepInput { ["id"] = "7/8" });

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal(seen, peer.Last.Target);
    }
}
