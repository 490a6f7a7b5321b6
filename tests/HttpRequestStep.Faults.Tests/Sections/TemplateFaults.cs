using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C6: templates and bodies.</summary>
public sealed class TemplateFaults : FaultTests
{
    private const string Closed = "http://127.0.0.1:1/";

    private async Task FailsAsync(string template, string says, string? @case = null, StepInput? input = null, Action<HttpRequestStepsOptions>? settings = null, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        await using var host = Host(settings);
        var result = await CheckAsync(host, $$"""{ "url": "{{Closed}}", "headers": { "X": {{JsonSerializer.Serialize(template)}} } }""", @case, input, test);
        Assert.Contains(says, result.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(result.Attempts);
    }

    private static void IsInvalid(string definition, string says) =>
        Assert.Contains(new StepReader().Read(definition).Errors, error => error.Message.Contains(says, StringComparison.Ordinal));

    [Fault("a template that loops, doubles or replaces without end")]
    [Promise(FailureKind.Template, DeliveryCertainty.NotSent, Retried.No, Note = "at the host's limits MaxTemplateSteps and MaxRenderedSize")]
    public async Task F091_HostileTemplates()
    {
        void Small(HttpRequestStepsOptions options)
        {
            options.Limits.MaxRenderedSize = 1_000_000;
            options.Limits.MaxTemplateSteps = 100_000;
        }

        await FailsAsync("{% for i in (1..1000000000) %}{% endfor %}", "MaxTemplateSteps", settings: Small);
        await FailsAsync("{% for i in (1..10000) %}{% for j in (1..10000) %}{% for k in (1..10000) %}x{% endfor %}{% endfor %}{% endfor %}", "Max", settings: Small);
        await FailsAsync("{{ (1..1000000000) | size }}", "MaxTemplateSteps", settings: Small);
        await FailsAsync("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a | size }}", "MaxRenderedSize", settings: Small);
        await FailsAsync("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | replace: 'x', a %}{% endfor %}{{ a | size }}", "MaxRenderedSize", settings: Small);
        await FailsAsync("{% assign a = 'x' %}{% for i in (1..40) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}{{ a | size }}", "MaxRenderedSize", settings: Small);
        await FailsAsync("{% for i in (1..90000) %}{{ v }}{% endfor %}", "MaxRenderedSize", input: new StepInput { ["v"] = new string('x', 100) }, settings: Small);
        await FailsAsync("{{ 'now' | date: '%100000000d' }}", "pads to more than", settings: Small);
    }

    [Fault("a template nested fifty thousand deep, or with as many filters")]
    [Promise(FailureKind.Invalid, DeliveryCertainty.NotSent, Retried.No, Note = "before it is parsed, on the smallest stack too")]
    public async Task F092_NestedTooDeep()
    {
        string[] templates =
        [
            string.Concat(Enumerable.Repeat("{% if a %}", 9_000)),
            "{{ a" + string.Concat(Enumerable.Repeat("[a", 40_000)) + string.Concat(Enumerable.Repeat("]", 40_000)) + " }}",
            "{{ 'a'" + string.Concat(Enumerable.Repeat("|upcase", 14_000)) + " }}",
        ];
        await using var host = Host();
        foreach (var template in templates)
        {
            var step = new HttpRequestStep { Url = Closed, Headers = new Dictionary<string, TextList> { ["X"] = template } };
            StepResult? result = null;
            var thread = new Thread(() => result = host.Executor.ExecuteAsync(step).GetAwaiter().GetResult(), 256 * 1024);
            thread.Start();
            Assert.True(thread.Join(StepHost.Patience));
            result!.Fails(FailureKind.Invalid, DeliveryCertainty.NotSent, "The definition is invalid");
        }
    }

    [Fault("a template that includes another, or itself")]
    [Promise(FailureKind.Invalid, DeliveryCertainty.NotSent, Retried.No, Note = "`include` and `render` reach no files")]
    public async Task F093_Includes()
    {
        await using var host = Host();
        foreach (var template in new[] { "{% include '/etc/passwd' %}", "{% render 'self' %}" })
        {
            var step = new HttpRequestStep { Url = Closed, Headers = new Dictionary<string, TextList> { ["X"] = template } };
            (await host.RunAsync(step)).Fails(FailureKind.Invalid, DeliveryCertainty.NotSent, "The definition is invalid");
        }
    }

    [Fault("a regular expression that takes exponential time")]
    [Promise(FailureKind.Schema, DeliveryCertainty.Answered, Retried.No, Note = "only `pattern` of a schema is one; without backtracking, or 100 ms")]
    public async Task F094_SlowPattern()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("\"" + new string('a', 40) + "!\""));
        await using var host = Host();
        foreach (var pattern in new[] { "^(a+)+$", "^(a|a)*$", "^(?=(a+)+$)" })
        {
            await CheckAsync(host, $$"""{ "url": "http://server/", "response": { "schema": { "pattern": "{{pattern}}" } } }""".At(server));
        }
    }

    [Fault("a variable is missing")]
    [Promise(FailureKind.Template, DeliveryCertainty.NotSent, Retried.No, Case = "strict (the default)")]
    [Promise(Case = "`\"undefinedVariables\": \"empty\"`")]
    public async Task F095_MissingVariable()
    {
        await FailsAsync("[{{ nope }}]", "nope", "strict (the default)");
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        await CheckAsync(host, """{ "url": "http://server/", "undefinedVariables": "empty", "headers": { "X": "[{{ nope }}]" } }""".At(server), "`\"undefinedVariables\": \"empty\"`");
        Assert.Equal("[]", server.Last.Header("X"));
    }

    [Fault("a value with line breaks, quotes, braces, `@evil`, `../`, NUL in URL, query, header and bodies")]
    [Promise(Case = "a value anywhere but in a header", Note = "delivered exactly; the structure stays what it was, nothing is rendered twice")]
    [Promise(FailureKind.Template, DeliveryCertainty.NotSent, Retried.No, Case = "a line break, NUL or what is not ASCII in a header")]
    public async Task F096_NaughtyValues()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        const string Step = """
            { "method": "POST", "url": "http://server/p/{{ v }}/end", "query": { "q": "{{ v }}" }, "body": { "type": "json", "value": { "a": "{{ v }}", "b": "x{{ v }}", "end": true } } }
            """;
        foreach (var value in new[] { "a\r\nX-Evil: 1", "\"", "',\"x\":1", "{{ secrets.planted }}", "{% raw %}", "@evil.example", "//evil.example/", "../../admin", "?x=1#y", "%2e%2e%2f", "caf\u00e9 \U0001F600", "a&b=c", ";a", "\\", "\u2028" })
        {
            await CheckAsync(host, Step.At(server), "a value anywhere but in a header", new StepInput { ["v"] = value });
            var seen = server.Last;
            var body = JsonElement.Parse(seen.Body);
            Assert.Equal(["a", "b", "end"], body.EnumerateObject().Select(static member => member.Name));
            Assert.Equal((value, "x" + value), (body.GetProperty("a").GetString(), body.GetProperty("b").GetString()));
            var target = seen.Target.Split('?');
            Assert.Equal((2, "p", "end"), (target.Length, target[0].Split('/')[1], target[0].Split('/')[3]));
            Assert.Equal(value, Uri.UnescapeDataString(target[0].Split('/')[2]));
            Assert.Equal("q=" + Uri.EscapeDataString(value), "q=" + Uri.EscapeDataString(Uri.UnescapeDataString(target[1]["q=".Length..].Replace('+', ' '))));
            Assert.Null(seen.Header("X-Evil"));
        }

        foreach (var value in new[] { "a\r\nX-Evil: 1", "a\nb", "a\0b", "caf\u00e9" })
        {
            await FailsAsync("{{ v }}", "header", "a line break, NUL or what is not ASCII in a header", new StepInput { ["v"] = value });
        }
    }

    [Fault("a JSON template that renders to no JSON; with a comma too many")]
    [Promise(FailureKind.Template, DeliveryCertainty.NotSent, Retried.No, Case = "no JSON", Note = "with line and column")]
    [Promise(Case = "a comma too many", Note = "it is taken away")]
    public async Task F097_BadJsonTemplate()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        const string Step = """{ "method": "POST", "url": "http://server/", "body": { "type": "jsonTemplate", "template": "TEMPLATE" } }""";
        var result = await CheckAsync(host, Step.Replace("TEMPLATE", "{ \\\"a\\\": {{ v }} }", StringComparison.Ordinal).At(server), "no JSON", new StepInput { ["v"] = "a\" b" });
        Assert.Contains("line 1", result.Failure!.Message, StringComparison.Ordinal);
        await CheckAsync(host, Step.Replace("TEMPLATE", "[1, {{ v }}, ]", StringComparison.Ordinal).At(server), "a comma too many", new StepInput { ["v"] = 2 });
        Assert.Equal([1, 2], JsonElement.Parse(server.Last.Body).EnumerateArray().Select(static item => item.GetInt32()));
    }

    [Fault("a template reads `__proto__`, methods, types, other secrets by a computed name")]
    [Promise(FailureKind.Template, DeliveryCertainty.NotSent, Retried.No, Note = "there is nothing to find: a value is data")]
    public async Task F098_ReflectsUpon()
    {
        foreach (var template in new[] { "{{ v.__proto__ }}", "{{ v.GetType }}", "{{ v.constructor.name }}", "{{ run.GetType }}", "{{ v.ToString }}" })
        {
            await FailsAsync(template, "X", input: StepInput.FromJson("""{ "v": { "a": 1 } }"""));
        }

        IsInvalid("""{ "url": "http://a/", "headers": { "X": "{{ secrets[name] }}" } }""", "secret");
    }

    [Fault("the host runs in another culture, near a change of the clocks")]
    [Promise(Note = "the same bytes everywhere")]
    public async Task F099_Cultures()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in new[] { "en-US", "tr-TR", "de-DE", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                var input = new StepInput { ["n"] = 1234.5, ["i"] = "title", ["t"] = new DateTimeOffset(2026, 3, 29, 2, 30, 0, TimeSpan.FromHours(1)) };
                await CheckAsync(host, """{ "method": "POST", "url": "http://server/{{ n }}", "body": { "type": "json", "value": ["{{ n }}", "{{ i | upcase }}", "{{ t | date: '%Y-%m-%dT%H:%M:%S %z' }}"] } }""".At(server), input: input);
                Assert.Equal("""[1234.5,"TITLE","2026-03-29T02:30:00 +0100"]""", server.Last.Text.Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase));
                Assert.StartsWith("/1234.5?", server.Last.Target, StringComparison.Ordinal);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
