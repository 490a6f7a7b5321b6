using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HttpRequestSteps.Tests;

public sealed class TemplateTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const string Everything = """
        { "name": "Ada", "order": { "id": 7, "lines": [{ "sku": "a" }, { "sku": "b" }], "note": null }, "price": 1234.5, "flag": true, "off": false, "list": [1, "x", null], "text": "a<b>&\"c\" d", "date": "2026-03-10" }
        """;

    private async Task<string> RenderAsync(string template, StepInput? input = null, string more = "")
    {
        var step = $$"""{ "url": "http://server/", "name": "my.step", "method": "POST"{{more}}, "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""";
        return (await echo.Host.RenderAsync(step, input ?? Steps.Input(Everything))).BodyText!;
    }

    private async Task<string> FailureOf(string template, StepInput? input = null)
    {
        var step = $$"""{ "url": "http://server/", "method": "POST", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""".At(echo.Server);
        var result = await echo.Host.RunAsync(step, input ?? Steps.Input(Everything));
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "$.body.content");
        Assert.Empty(result.Attempts);
        return result.Failure!.Message;
    }

    private static DefinitionError ErrorOf(string template) =>
        Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""").Errors);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{ name }}", "Ada")]
    [InlineData("{{name}}-{{ order.id }}", "Ada-7")]
    [InlineData("{{ order.lines[1].sku }}", "b")]
    [InlineData("{{ order.lines[-1].sku }}", "b")]
    [InlineData("{{ order['id'] }}", "7")]
    [InlineData("{{ order.lines.size }}", "2")]
    [InlineData("{{ order.lines.first.sku }}", "a")]
    [InlineData("{{ order.note }}", "")]
    [InlineData("{{ price }}", "1234.5")]
    [InlineData("{{ flag }}/{{ off }}", "true/false")]
    [InlineData("{% if name == 'Ada' %}yes{% else %}no{% endif %}", "yes")]
    [InlineData("{% for l in order.lines %}{{ l.sku }}{% unless forloop.last %},{% endunless %}{% endfor %}", "a,b")]
    [InlineData("{% assign x = order.id | plus: 1 %}{{ x }}", "8")]
    [InlineData("{% capture c %}<{{ name }}>{% endcapture %}{{ c }}{{ c }}", "<Ada><Ada>")]
    [InlineData("a {%- if flag -%} b {%- endif -%} c", "abc")]
    [InlineData("{% raw %}{{ name }}{% endraw %}", "{{ name }}")]
    [InlineData("{% comment %}{{ missing }}{% endcomment %}x", "x")]
    [InlineData("{{ price | times: 2 }}", "2469.0")]
    [InlineData("{{ name | append: '!' | upcase }}", "ADA!")]
    public async Task Liquid_in_a_text_is_rendered(string template, string expected) => Assert.Equal(expected, await RenderAsync(template));

    [Theory]
    [InlineData("{{ missing }}", "line 1, column 1", "\"missing\" does not exist")]
    [InlineData("ab\n c {{ missing }}", "line 2, column 4", "\"missing\" does not exist")]
    [InlineData("{{ order.idd }}", "line 1, column 1", "did you mean \"id\"")]
    [InlineData("{{ nme }}", "line 1, column 1", "did you mean \"name\"")]
    [InlineData("{{ missing | upcase }}", "line 1, column 1", "\"missing\" does not exist")]
    [InlineData("{% if flag %}\n  {{ missing }}{% endif %}", "line 2, column 3", "\"missing\" does not exist")]
    [InlineData("{{ name }}{% for l in order.lines %}{{ l.skuu }}{% endfor %}", "line 1, column 37", "\"l.skuu\" does not exist")]
    [InlineData("{% capture c %}{{ missing }}{% endcapture %}", "line 1, column 16", "\"missing\" does not exist")]
    [InlineData("{{ name | append: missing }}", "line 1, column 1", "\"missing\" does not exist")]
    public async Task Printing_a_variable_that_does_not_exist_is_an_error_with_line_and_column(string template, string place, string message)
    {
        var failure = await FailureOf(template);
        Assert.Contains(place, failure, StringComparison.Ordinal);
        Assert.Contains(message, failure, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{{ missing | default: 'x' }}", "x")]
    [InlineData("{{ order.missing.deeper | default: 'x' }}", "x")]
    [InlineData("{% if missing %}a{% else %}b{% endif %}", "b")]
    [InlineData("{% if missing == nil %}nil{% endif %}", "nil")]
    [InlineData("{% unless missing.deep %}b{% endunless %}", "b")]
    [InlineData("{% for x in missing %}{{ x }}{% endfor %}-", "-")]
    public async Task Before_default_and_in_a_condition_a_missing_variable_is_nil(string template, string expected) => Assert.Equal(expected, await RenderAsync(template));

    [Theory]
    [InlineData("[{{ missing }}]", "[]")]
    [InlineData("[{{ order.missing.deep }}]", "[]")]
    [InlineData("[{% if flag %}{{ missing }}{% endif %}]", "[]")]
    [InlineData("[{{ missing | upcase }}]", "[]")]
    public async Task Undefined_variables_can_be_relaxed_to_print_nothing(string template, string expected) =>
        Assert.Equal(expected, await RenderAsync(template, more: """, "undefinedVariables": "empty" """));

    [Theory]
    [InlineData("{{ order | json }}", """{"id":7,"lines":[{"sku":"a"},{"sku":"b"}],"note":null}""")]
    [InlineData("{{ list | json }}", """[1,"x",null]""")]
    [InlineData("{{ text | json }}", "\"a<b>&\\\"c\\\" d\"")]
    [InlineData("{{ price | json }}", "1234.5")]
    [InlineData("{{ flag | json }}{{ order.note | json }}", "truenull")]
    [InlineData("{{ text | xml_escape }}", "a&lt;b&gt;&amp;&quot;c&quot; d")]
    [InlineData("{{ \"it's\" | xml_escape }}", "it&apos;s")]
    [InlineData("{{ 'a b&c/d+e' | url_encode }}", "a+b%26c%2Fd%2Be")]
    [InlineData("{{ 'Hello, World!' | base64_encode }}", "SGVsbG8sIFdvcmxkIQ==")]
    [InlineData("{{ 'SGVsbG8sIFdvcmxkIQ==' | base64_decode }}", "Hello, World!")]
    [InlineData("{{ 'abc' | sha256 }}", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("{{ 'what do ya want for nothing?' | hmac_sha256: 'Jefe' }}", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("{{ 'Hello, World!' | hmac_sha256: \"It's a Secret to Everybody\" }}", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("{{ '\u00fc' | sha256 }}", "b4c80e7e8c8c0e3f5b8fdd1ec2a5b1b36a1b8f0e0f3f3bd3a6ee4a9f8ca3bbd9")]
    [InlineData("{{ order }}", """{"id":7,"lines":[{"sku":"a"},{"sku":"b"}],"note":null}""")]
    public async Task The_extra_filters_do_what_they_say(string template, string expected)
    {
        // The digest of "ü" is made here: a table of constants would only repeat a tool's output.
        if (template.Contains('\u00fc', StringComparison.Ordinal))
        {
            expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("\u00fc"u8));
        }

        Assert.Equal(expected, await RenderAsync(template));
    }

    [Theory]
    [InlineData("{{ name | jsn }}", "unknown filter \"jsn\"", "did you mean \"json\"")]
    [InlineData("{% if flag %}{{ name | nope }}{% endif %}", "unknown filter \"nope\"", "")]
    [InlineData("{% include 'a' %}", "\"include\" is not available", "")]
    [InlineData("{% render 'a' %}", "\"render\" is not available", "")]
    [InlineData("{{ secrets }}", "must be named", "")]
    [InlineData("{{ secrets[name] }}", "must be named", "")]
    [InlineData("{% for s in secrets %}{{ s }}{% endfor %}", "must be named", "")]
    [InlineData("a\nb {{ name", "line 2", "does not parse")]
    [InlineData("{% if x %}", "does not parse", "")]
    [InlineData("{% nosuchtag %}", "does not parse", "")]
    public void What_can_be_known_of_a_template_is_an_error_when_validating(string template, string message, string hint)
    {
        var error = ErrorOf(template);
        Assert.Equal("$.body.content", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(error.Line);
    }

    [Theory]
    [InlineData("{% if a %}", "{% endif %}")]
    [InlineData("{% for a in b %}", "{% endfor %}")]
    [InlineData("{{ a[", "] }}")]
    [InlineData("{{ (", ") }}")]
    [InlineData("{% unless a %}{% case b %}{% when 1 %}", "{% endcase %}{% endunless %}")]
    public void A_nesting_bomb_is_refused_and_does_not_kill_the_process(string open, string close)
    {
        const int depth = 2_000;
        var inner = open.StartsWith("{{", StringComparison.Ordinal)
            ? open[..^1] + string.Concat(Enumerable.Repeat(open[^1], depth)) + string.Concat(Enumerable.Repeat(close[0], depth)) + close[1..]
            : string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
        Assert.NotEmpty(ErrorOf(inner).Message);
    }

    [Fact]
    public void A_template_longer_than_the_limit_is_refused() => Assert.Contains("longer than 100000", ErrorOf("{{ a }}" + new string('x', 100_000)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task An_endless_template_is_stopped_by_the_hosts_limits()
    {
        await using var host = StepHost.Create(options =>
        {
            options.Limits.MaxTemplateSteps = 1_000;
            options.Limits.MaxRenderedSize = 10_000;
        });
        const string step = """{ "url": "http://a/", "headers": { "X": "TEMPLATE" } }""";
        var loops = await host.RunAsync(step.Replace("TEMPLATE", "{% for i in (1..100000) %}{% endfor %}{% for i in (1..100000) %}{% assign x = i %}{% endfor %}", StringComparison.Ordinal));
        loops.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "MaxTemplateSteps");
        var grows = await host.RunAsync(step.Replace("TEMPLATE", "{% for i in (1..200) %}{{ v }}{% endfor %}", StringComparison.Ordinal), new StepInput { ["v"] = new string('x', 100) });
        grows.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "MaxRenderedSize");
    }

    [Fact]
    public async Task A_capture_cannot_grow_beyond_the_hosts_limit()
    {
        await using var host = StepHost.Create(options => options.Limits.MaxRenderedSize = 10_000);
        var result = await host.RunAsync("""{ "url": "http://a/", "headers": { "X": "{% capture c %}{% for i in (1..200) %}{{ v }}{% endfor %}{% endcapture %}ok" } }""", new StepInput { ["v"] = new string('x', 100) });
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "MaxRenderedSize");
    }

    [Theory]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | append: a %}{% endfor %}{{ a | size }}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | replace: 'x', a %}{% endfor %}{{ a | size }}")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..40) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}{{ a | size }}")]
    public async Task A_text_that_doubles_forty_times_is_stopped_before_it_takes_the_memory(string template)
    {
        await using var host = StepHost.Create(options => options.Limits.MaxRenderedSize = 1_000_000);
        var result = await host.RunAsync($$"""{ "url": "http://a/", "headers": { "X": {{JsonSerializer.Serialize(template)}} } }""");
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "MaxRenderedSize");
    }

    [Theory]
    [InlineData("{% assign a = v | append: v %}{{ a | size }}", true)]
    [InlineData("{% capture a %}{{ v }}{{ v }}{% endcapture %}{{ a | size }}", true)]
    [InlineData("{{ v | upcase }}", true)]
    [InlineData("{{ v }}{{ v }}", false)]
    [InlineData("{{ v | sha256 }}", false)]
    public async Task A_text_on_the_way_has_a_limit_of_its_own_and_a_digest_counts_only_itself(string template, bool isRefused)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(options => options.Limits.MaxIntermediateSize = 100);
        var result = await host.RunAsync($$"""{ "method": "POST", "url": "{{server.Url}}/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""", new StepInput { ["v"] = new string('x', 101) });
        if (isRefused)
        {
            result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "100 bytes (MaxIntermediateSize)");
        }
        else
        {
            result.Succeeds();
        }
    }

    [Theory]
    [InlineData("{% for x in list %}[{{ x }}]{% endfor %}", "[1][x][]")]
    [InlineData("{% assign x = order.note %}[{{ x }}]", "[]")]
    public async Task A_variable_of_a_tag_that_is_null_prints_nothing(string template, string expected) => Assert.Equal(expected, await RenderAsync(template));

    [Fact]
    public async Task The_names_that_are_always_there_can_be_printed()
    {
        await using var host = StepHost.FromSettings("""{ "connections": { "orders": { "baseUrl": "http://a/" } }, "secrets": { "k": "value-of-k" } }""");
        var preview = await host.RenderAsync(
            """{ "url": "x", "name": "create", "connection": "orders", "idempotencyKey": "key-1", "method": "POST", "body": { "type": "raw", "content": "{{ run.id }}|{{ step.name }}|{{ connection.name }}|{{ request.idempotency_key }}|{{ secrets.k | size }}|{{ secrets['k'] | size }}" } }""",
            new StepInput { RunId = "run-9" });
        Assert.Equal("run-9|create|orders|key-1|10|10", preview.BodyText);
    }

    [Fact]
    public async Task A_run_without_an_id_of_the_host_has_one_of_its_own_the_same_everywhere()
    {
        var parts = (await RenderAsync("{{ run.id }} {{ run.id }}{% if flag %} {{ run.id }}{% endif %}")).Split(' ');
        Assert.Equal(3, parts.Length);
        Assert.Single(parts.Distinct());
        Assert.Equal(32, parts[0].Length);
        Assert.NotEqual(parts[0], await RenderAsync("{{ run.id }}"));
    }

    [Fact]
    public async Task A_secret_that_nobody_knows_is_named_in_the_failure() =>
        (await echo.Host.RunAsync("""{ "url": "http://server/", "headers": { "X": "{{ secrets.nope }}" } }""".At(echo.Server)))
            .Fails(FailureKind.Template, DeliveryCertainty.NotSent, "The secret \"nope\" is not known");

    [Fact]
    public async Task A_files_name_length_and_type_can_be_printed()
    {
        var input = new StepInput();
        input.Files["f"] = StepFile.FromBytes("a.txt", "hello"u8.ToArray(), "text/x");
        Assert.Equal("a.txt 5 text/x", await RenderAsync("{{ files.f.name }} {{ files.f.length }} {{ files.f.contentType }}", input));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public async Task The_culture_of_the_host_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var input = new StepInput
            {
                ["d"] = 1234.5,
                ["m"] = 1234.50m,
                ["i"] = "title",
                ["t"] = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero),
                ["f"] = 0.25f,
                ["n"] = -5,
            };
            Assert.Equal("1234.5 1234.50 TITLE 2026-03-10 0.25 -5 2469.0", await RenderAsync("{{ d }} {{ m }} {{ i | upcase }} {{ t | date: '%Y-%m-%d' }} {{ f }} {{ n }} {{ d | times: 2 }}", input));
            Assert.Equal("1234.5", (await echo.SendAsync("""{ "url": "http://server/{{ d }}" }""", input)).Target[1..]);
            var body = await echo.SendAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": ["{{ d }}", "{{ m }}", "{{ n }}", "x{{ d }}"] } }""", input);
            Assert.Equal("""[1234.5,1234.50,-5,"x1234.5"]""", body.Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task The_input_may_be_dictionaries_lists_and_json_nodes()
    {
        var input = new StepInput
        {
            ["dictionary"] = new Dictionary<string, object?> { ["a"] = new List<object?> { 1, "two", null } },
            ["node"] = new JsonObject { ["b"] = new JsonArray(1, "x") },
            ["value"] = JsonValue.Create("text"),
            ["guid"] = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        };
        Assert.Equal("two x text 11111111-2222-3333-4444-555555555555", await RenderAsync("{{ dictionary.a[1] }} {{ node.b[1] }} {{ value }} {{ guid }}", input));
        Assert.Equal("1two|1x", await RenderAsync("{% for x in dictionary.a %}{{ x }}{% endfor %}|{% for x in node.b %}{{ x }}{% endfor %}", input));
    }

    [Fact]
    public async Task An_object_of_the_host_is_refused_not_reflected_upon() =>
        Assert.Contains("holds a value of type", await FailureOf("{{ v }}", new StepInput { ["v"] = new UriBuilder() }), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ 1 | divided_by: 0 }}")]
    [InlineData("{{ 5 | modulo: 0 }}")]
    public async Task A_division_by_zero_is_a_failure_that_says_so(string template) => Assert.Contains("division by zero", await FailureOf(template), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ run.id }}-{{ run.kind }}", "run-1-nightly")]
    [InlineData("{{ step.name }}-{{ step.number }}", "my.step-3")]
    [InlineData("{{ request.path | default: '-' }}{{ request.idempotency_key }}", "/in")]
    [InlineData("{% if run.kind == 'nightly' %}{{ run.id }}{% endif %}", "run-1")]
    [InlineData("{{ files.note }}", "given")]
    public async Task A_variable_with_the_name_of_the_steps_own_keeps_its_members(string template, string rendered)
    {
        var input = StepInput.FromJson("""{ "run": { "id": "run-1", "kind": "nightly" }, "step": { "name": "other", "number": 3 }, "request": { "path": "/in" }, "files": { "note": "given" } }""");
        Assert.Equal(rendered, await RenderAsync(template, input));
    }

    [Fact]
    public async Task The_secrets_are_never_a_variables()
    {
        var step = """{ "url": "http://server/{{ secrets.a }}" }""".At(echo.Server);
        (await echo.Host.RunAsync(step, StepInput.FromJson("""{ "secrets": { "a": "given" } }"""))).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "The secret \"a\" is not known");
    }

    [Theory]
    [InlineData("{{ order.id }}")]
    [InlineData("{{ order }}")]
    [InlineData("{{ order.id | upcase }}")]
    public async Task An_object_of_the_hosts_own_is_refused_not_read_as_nothing(string template)
    {
        var input = new StepInput { ["order"] = new { id = 1 } };
        Assert.Contains("use text, numbers, dates, JSON (a JsonElement or JsonNode), dictionaries and lists", await FailureOf(template, input), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> TooDeep() => new()
    {
        { "{{ 'a'" + string.Concat(Enumerable.Repeat("|upcase", 14_000)) + " }}", "chains more than" },
        { "{% liquid\n" + string.Concat(Enumerable.Repeat("if true\n", 6_000)) + string.Concat(Enumerable.Repeat("endif\n", 6_000)) + "%}", "nested deeper" },
        { "{% if name == 1" + string.Concat(Enumerable.Repeat(" or name == 2", 5_000)) + " %}{% endif %}", "chains more than" },
        { "{{ \"}}\" " + string.Concat(Enumerable.Repeat("| upcase ", 9_000)) + "}}", "chains more than" },
        { "{% if a\n" + string.Concat(Enumerable.Repeat("and a\n", 9_000)) + "%}{% endif %}", "chains more than" },
    };

    [Theory]
    [MemberData(nameof(TooDeep))]
    public void What_would_overflow_the_stack_is_refused_before_it_is_parsed(string template, string reason) =>
        Assert.Contains(reason, ErrorOf(template).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}", "MaxTemplateSteps")]
    [InlineData("{{ (1..1000000000) | size }}", "MaxTemplateSteps")]
    [InlineData("{% assign s = 'abcdefgh' %}{% for i in (1..19) %}{% assign s = s | append: s %}{% endfor %}{% for i in (1..100000) %}{% assign t = s | upcase %}{% endfor %}", "MaxTemplateSteps")]
    [InlineData("{% assign s = 'abcdefgh' %}{% for i in (1..22) %}{% assign s = s | append: s %}{% endfor %}{% assign a = s | split: '' %}", "MaxIntermediateSize")]
    [InlineData("{% assign s = 'abcdefgh' %}{% for i in (1..22) %}{% assign s = s | append: s %}{% endfor %}{% assign a = s | split: '-' %}{% for i in (1..22) %}{% assign a = a | concat: a %}{% endfor %}{{ a | json }}", "MaxIntermediateSize")]
    [InlineData("{{ 'now' | date: '%100000000d' }}", "pads to more than")]
    public async Task A_template_takes_no_more_time_or_memory_than_the_host_allows(string template, string limit) =>
        Assert.Contains(limit, await FailureOf(template), StringComparison.Ordinal);
}
