using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>What may come from anywhere, changed at random: every outcome is one that is written down, and no value leaves its place.</summary>
public sealed class FuzzTests : FaultTests
{
    private static readonly string[] Unmapped = ["The request could not be made: ", "The exchange failed: "];

    private static readonly StepInput Input = StepInput.FromJson("""{ "a": "text", "b": [1, 2, { "c": "d" }], "n": 12.5, "t": true, "z": null, "o": { "k": "v <&>\"" }, "when": "2026-03-10T12:00:00Z" }""");

    private static StepHost Small() => Host(options => (options.Limits.MaxTemplateSteps, options.Limits.MaxRenderedSize) = (20_000, ByteSize.Megabytes(1)));

    /// <summary>What a rendered step is, or null when it is refused as the contract says.</summary>
    private static async Task<RenderedRequestPreview?> RenderAsync(StepHost host, HttpRequestStep step, StepInput input)
    {
        try
        {
            return await host.Executor.RenderAsync(step, input);
        }
        catch (HttpRequestStepException exception)
        {
            var failure = exception.Result.Failure!;
            Assert.True(failure.Kind is FailureKind.Template or FailureKind.Invalid or FailureKind.Blocked or FailureKind.TooLarge or FailureKind.Authentication, failure.ToString());
            Assert.All(Unmapped, start => Assert.False(failure.Message.StartsWith(start, StringComparison.Ordinal), failure.Message));
            return null;
        }
    }

    [Fact]
    public async Task Settings()
    {
        const string Settings = """
            { "HttpRequestSteps": {
              "Connections": { "a": { "BaseUrl": "https://a.example/v1", "Headers": { "X": { "value": "v", "secret": true } }, "Authentication": { "type": "bearer", "token": "{{ secrets.a }}" }, "RateLimit": [{ "requests": 10, "per": "second" }],
                "RetryBudget": { "ratio": 0.1 }, "CircuitBreaker": { "failureRatio": 0.5, "breakDuration": "5s" }, "AllowedHosts": ["a.example", "*.b.example:8080"] } },
              "Secrets": { "a": "b" }, "Egress": { "AllowedNetworks": ["10.1.0.0/16:8080", "fd00::/8"], "BlockedHosts": ["*.c.example"], "AllowedPorts": [443] },
              "Limits": { "MaxResponseSize": "100MB", "MaxTimeout": "10m", "MaxIdleTime": 60 }, "Defaults": { "Timeout": 100, "UserAgent": "u" } } }
            """;
        await using var host = Host();
        var reader = host.Services.GetRequiredService<SettingsReader>();
        await Fuzz.RunAsync(7, 1_000, [Settings], text =>
        {
            Assert.All(reader.Validate(Encoding.UTF8.GetBytes(text)), static error => Assert.StartsWith("$", error.Path, StringComparison.Ordinal));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Templates()
    {
        string[] templates =
        [
            "{{ a | upcase | append: b[2].c }} {% if t and n > 3 %}yes{% elsif z %}no{% else %}{{ n | times: 2 | round: 1 }}{% endif %}",
            "{% for i in b limit: 2 offset: 1 reversed %}{{ forloop.index }}:{{ i | json }}{% unless forloop.last %},{% endunless %}{% else %}none{% endfor %}",
            "{% assign x = a | split: 'e' | reverse | join: '-' %}{% capture y %}{{ x }}{{ o.k | escape }}{% endcapture %}{{ y | slice: 1, 3 | url_encode }}",
            "{% case a %}{% when 'text', 'other' %}{{ when | date: '%Y-%m-%d' }}{% else %}{{ z | default: 'd' }}{% endcase %}{% comment %}c{% endcomment %}{% raw %}{{ r }}{% endraw %}",
            "{% tablerow i in (1..4) cols: 2 %}{{ i | modulo: 2 }}{% endtablerow %}{% cycle 'a', 'b' %}{% increment q %}{% decrement q %}{{ b | map: 'c' | compact | first }}",
            "{{ a | sha256 }}{{ a | hmac_sha256: 'k' }}{{ a | base64_encode | base64_decode }}{{ o | xml_escape }}{{ b | where: 'c', 'd' | size }}{{ n | divided_by: 4 | ceil }}",
        ];
        await using var host = Small();
        var (rendered, invalid) = (0, 0);
        await Fuzz.RunAsync(17, 2_000, templates, async template =>
        {
            var step = new HttpRequestStep { Url = "https://a.example/", Method = "POST", Body = new RawBody { Content = template } };
            if (host.Executor.Validate(step).Count > 0)
            {
                invalid++;
                return;
            }

            rendered += await RenderAsync(host, step, Input) is null ? 0 : 1;
        });
        Assert.True(rendered > 0 && invalid > 0);
    }

    [Fact]
    public async Task Templates_of_every_body()
    {
        await using var host = Small();
        Func<Text, StepBody>[] bodies =
        [
            static text => new JsonTemplateBody { Template = text }, static text => new XmlBody { Template = text }, static text => new RawBody { Content = text },
            static text => new UrlEncodedBody { Fields = new Dictionary<string, TextList> { ["f"] = text } },
        ];
        string[] templates =
        [
            "{ \"a\": \"{{ a }}\", \"b\": {{ b | json }}, \"n\": {{ n }}, {% for i in b %}\"k{{ forloop.index }}\": {{ i | json }},{% endfor %} }",
            "<?xml version=\"1.0\"?><r a=\"{{ o.k }}\"><!-- c --><i>{{ a }}</i>{% for i in b %}<k>{{ i }}</k>{% endfor %}<![CDATA[ x ]]></r>",
        ];
        var turn = 0;
        await Fuzz.RunAsync(19, 2_000, templates, template =>
            RenderAsync(host, new HttpRequestStep { Url = "https://a.example/", Method = "POST", Body = bodies[turn++ % bodies.Length](template) }, Input));
    }

    [Fact]
    public async Task Values_in_a_URL_stay_in_their_places()
    {
        await using var host = Host();
        var step = host.Reader.Parse("""{ "url": "https://a.example/x/{{ v }}/y?q={{ v }}&r=1", "query": { "s": "{{ v }}" } }""");
        var rendered = 0;
        await Fuzz.RunAsync(23, 2_000, ["../etc/passwd", "a b&c=d#e", "http://evil.example/", "@evil:80", "%2e%2e%2f", "caf\u00e9/\U0001F600", "x"], async value =>
        {
            if (await RenderAsync(host, step, new StepInput { ["v"] = value }) is not { } preview)
            {
                return;
            }

            rendered++;
            var path = preview.Url[..preview.Url.IndexOf('?', StringComparison.Ordinal)].Split('/');
            Assert.Equal(["https:", "", "a.example", "x", "y"], [path[0], path[1], path[2], path[3], path[5]]);
            Assert.Equal(6, path.Length);
            var query = preview.Url[(preview.Url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&');
            Assert.Equal(["q", "r", "s"], query.Select(static pair => pair.Split('=')[0]));
            Assert.All(query, static pair => Assert.Equal(2, pair.Split('=').Length));
            Assert.DoesNotContain('#', preview.Url);
            Assert.All(preview.Url, static c => Assert.InRange(c, '!', '~'));
            Assert.Equal("a.example", new Uri(preview.Url).Host);
            Assert.Equal(value, Uri.UnescapeDataString(path[4]));
        });
        Assert.True(rendered > 0);
    }

    [Fact]
    public async Task Whole_URLs_go_where_the_guard_looks()
    {
        await using var host = Host(allowPrivateNetworks: false);
        var step = host.Reader.Parse("""{ "url": "{{ v }}" }""");
        var policy = host.Services.GetRequiredService<SettingsStore>().Current.Egress;
        var allowed = 0;
        await Fuzz.RunAsync(29, 2_000, ["http://127.0.0.1/", "https://a.example:8443/b?c=d#e", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/", "https://u:p@a.example/", "http://169.254.169.254/latest", "http://xn--mnchen-3ya.example/", "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/"], async value =>
        {
            if (await RenderAsync(host, step, new StepInput { ["v"] = value }) is not { } preview || !policy.CheckUri(new Uri(preview.Url), viaProxy: false).Allowed)
            {
                return;
            }

            // What is let through is a name, or an address that the guard has judged.
            allowed++;
            var uri = new Uri(preview.Url);
            Assert.True(uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0);
            Assert.True(!System.Net.IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) || policy.CheckAddress(address, uri.Port).Allowed, preview.Url);
        });
        Assert.True(allowed > 0);
    }

    [Fact]
    public async Task Values_in_a_header_end_no_line()
    {
        await using var host = Host();
        var step = host.Reader.Parse("""{ "url": "https://a.example/", "headers": { "X-Value": "a {{ v }} b" } }""");
        var (rendered, refused) = (0, 0);
        await Fuzz.RunAsync(31, 2_000, ["value", "a, b; c=\"d\"", "x\r\nX-Injected: 1", "caf\u00e9"], async value =>
        {
            if (await RenderAsync(host, step, new StepInput { ["v"] = value }) is not { } preview)
            {
                refused++;
                Assert.True(value.Any(static c => c is < ' ' or > '~') && value != "\t", value);
                return;
            }

            rendered++;
            Assert.Equal($"a {value} b", preview.Headers.Single(static header => header.Key == "X-Value").Value);
            Assert.All(value, static c => Assert.True(c is '\t' or (>= ' ' and <= '~')));
        });
        Assert.True(rendered > 0 && refused > 0);
    }

    [Fact]
    public async Task Names_of_headers_are_tokens()
    {
        await using var host = Host();
        await Fuzz.RunAsync(37, 2_000, ["X-Name", "Accept", "Content-Type"], name =>
        {
            var step = new HttpRequestStep { Url = "https://a.example/", Headers = new Dictionary<string, TextList> { [name] = "v" } };
            if (host.Executor.Validate(step).Count == 0)
            {
                Assert.Matches("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", name);
                Assert.DoesNotContain('\n', name);
            }

            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Signatures()
    {
        var clock = new ManualClock();
        foreach (var signing in SigningCases.All)
        {
            await using var host = Host(clock: clock);
            var step = new StepReader().Parse($$"""{ "method": "POST", "url": "https://a.example/hook?q=1", "headers": { "User-Agent": "u" }, "body": { "type": "raw", "content": "{}" }, "signing": { {{signing}} } }""");
            var preview = await host.Executor.RenderAsync(step, StepInput.Empty);
            var verifier = WebhookVerifier.Create(step.Signing!, new WebhookVerifierOptions { TimeProvider = clock });
            KeyValuePair<string, string>[] ofSignature = [.. preview.Headers.Where(static header => header.Key is "X-Mine" || header.Key.Contains("signature", StringComparison.OrdinalIgnoreCase))];
            var turn = 0;
            await Fuzz.RunAsync(41, 100, [.. ofSignature.Select(static header => header.Value)], value =>
            {
                var name = ofSignature[turn++ % ofSignature.Length].Key;
                verifier.Verify("POST", "https://a.example/hook?q=1", [.. preview.Headers.Where(header => header.Key != name), KeyValuePair.Create(name, value)], preview.Body);
                return Task.CompletedTask;
            });
        }
    }
}
