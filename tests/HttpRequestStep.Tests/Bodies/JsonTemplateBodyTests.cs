using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

public sealed class JsonTemplateBodyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const string Algolia =
        """[{% for row in rows %}{"objectID":"{{ row.id }}","type":"synonym","synonyms":["{{ row.synonyms | replace: ', ', '","' }}"],},{% endfor %}]""";

    private static string Step(string template, string more = "") =>
        $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "jsonTemplate", "template": {{JsonSerializer.Serialize(template)}}{{more}} } }""";

    private async Task<string> SentAsync(string template, StepInput? input = null, string more = "")
    {
        var seen = await echo.SendAsync(Step(template, more), input);
        Assert.Equal("application/json", seen.Header("Content-Type"));
        return seen.Text;
    }

    private async Task<string> FailureOf(string template, StepInput? input = null, string more = "")
    {
        var result = await echo.Host.RunAsync(Step(template, more).At(echo.Server), input);
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "In $.body.template: ");
        Assert.Empty(result.Attempts);
        return result.Failure!.Message;
    }

    private static DefinitionError ErrorOf(string template, string more = "") => Assert.Single(new StepReader().Read(Step(template, more)).Errors);

    [Fact]
    public async Task The_tutorial_of_algolia_works_as_printed()
    {
        var input = Steps.Input("""{ "rows": [{ "id": 1, "synonyms": "car, vehicle, auto" }, { "id": 2, "synonyms": "tv" }] }""");
        Assert.Equal(
            """[{"objectID":"1","type":"synonym","synonyms":["car","vehicle","auto"]},{"objectID":"2","type":"synonym","synonyms":["tv"]}]""",
            await SentAsync(Algolia, input));
        Assert.Equal("[]", await SentAsync(Algolia, Steps.Input("""{ "rows": [] }""")));
    }

    [Theory]
    [InlineData("""{ "id": {{ id }}, "ok": {{ ok }}, }""", """{ "id": 7, "ok": true }""")]
    [InlineData("""{{ order | json }}""", """{"a":[1,{"b":null}]}""")]
    [InlineData("""{ "n": {{ big }} }""", """{ "n": 123456789012345678901234567890.12345678901234567890 }""")]
    [InlineData("""{ "n": {{ huge }} }""", """{ "n": 1e400 }""")]
    [InlineData("""{ "t": {{ text | json }} }""", """{ "t": "a \"b\" \\ c\nd" }""")]
    [InlineData("""{ "count": {{ row_count }} }""", """{ "count": 3 }""")]
    [InlineData("""{% if ok %}[1,]{% else %}[2,]{% endif %}""", "[1]")]
    [InlineData("""{ "a,]": ",}", }""", """{ "a,]": ",}" }""")]
    public async Task A_template_is_sent_as_it_renders(string template, string sent)
    {
        var input = Steps.Input("""{ "id": 7, "ok": true, "order": { "a": [1, { "b": null }] }, "big": 123456789012345678901234567890.12345678901234567890, "huge": 1e400, "text": "a \"b\" \\ c\nd", "rows": [1, 2, 3] }""");
        Assert.Equal(sent, await SentAsync(template, input));
    }

    [Theory]
    [MemberData(nameof(NaughtyStrings.All), MemberType = typeof(NaughtyStrings))]
    [MemberData(nameof(NaughtyStrings.Controls), MemberType = typeof(NaughtyStrings))]
    public async Task An_escaped_value_arrives_exactly(string value)
    {
        var input = new StepInput { ["v"] = value };
        foreach (var (template, more) in new[]
        {
            ("""{ "v": "{{ v }}" }""", """, "escape": "json" """),
            ("""{ "v": {{ v | json }} }""", string.Empty),
            ("""{ {% if v != nil %}"v": "{% assign w = v %}{{ w }}"{% endif %} }""", """, "escape": "json" """),
            ("""{ "v": "{% capture w %}{{ v }}{% endcapture %}{{ w }}" }""", """, "escape": "json" """),
            ("""{ "v": "{% liquid echo v %}", }""", """, "escape": "json" """),
        })
        {
            Assert.Equal(value, JsonElement.Parse(await SentAsync(template, input, more)).GetProperty("v").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(NaughtyStrings.All), MemberType = typeof(NaughtyStrings))]
    public async Task An_unescaped_value_arrives_as_json_or_not_at_all(string value)
    {
        var result = await echo.Host.RunAsync(Step("""{ "v": "{{ v }}" }""").At(echo.Server), new StepInput { ["v"] = value });
        if (result.Succeeded)
        {
            using var sent = JsonDocument.Parse(echo.Server.Last.Body);
        }
        else
        {
            result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "is not JSON");
        }
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused()
    {
        foreach (var value in NaughtyStrings.HalfSurrogates)
        {
            var input = new StepInput { ["v"] = value };
            Assert.Contains("half of a surrogate pair", await FailureOf("""["{{ v }}"]""", input), StringComparison.Ordinal);
            Assert.Contains("half of a surrogate pair", await FailureOf("""["{{ v }}"]""", input, """, "escape": "json" """), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_quote_is_told_with_both_places_an_excerpt_and_the_fix()
    {
        const string template = "[\n{% for row in rows %}\n  { \"id\": {{ row.id }},\n    \"name\": {{ row.name }} },\n{% endfor %}]";
        var input = Steps.Input("""{ "rows": [{ "id": 1, "name": 5 }, { "id": 2, "name": "Ada" }] }""");
        Assert.Equal(
            """
            In $.body.template: what the template renders to is not JSON. At line 7, column 13 of the text: found "Ada", expected a JSON value. It was printed by {{ row.name }} at line 4, column 13 of the template.
                  "name": Ada },
                          ^
            Write quotes around it, "{{ row.name }}", or print a value of any type as JSON: {{ row.name | json }}.
            """,
            await FailureOf(template, input));
    }

    [Theory]

    // Outputs without quotes.
    [InlineData("[{{ v }}]", "a b", "found \"a\", expected a JSON value", "Write quotes around it, \"{{ v }}\"")]
    [InlineData("[{{ v }}]", "2024-01-02", "found \"2024-01-02\", expected a JSON number", "Write quotes around it")]
    [InlineData("[{{ v }}]", "007", "found \"007\"", "Write quotes around it")]
    [InlineData("[{{ v }}]", "1,5 ", "", "")]
    [InlineData("[{{ v }}]", "5 apples", "found \"apples\", expected a comma, or the \"]\" of the array begun at line 1, column 1", "Write quotes around it")]
    [InlineData("[{{ v }}, 1]", "", "found \",\", expected a JSON value", "{{ v }} printed nothing; {{ v | json }} prints null")]
    [InlineData("[{{ v }}, 1]", "NaN", "found \"NaN\"", "Write quotes around it")]

    // Values that end or break the string they stand in.
    [InlineData("[\"{{ v }}\"]", "say \"hi\" now", "found \"hi\", expected a comma, or the \"]\" of the array begun at line 1, column 1", "set \"escape\": \"json\", or write {{ v | json }} without quotes")]
    [InlineData("[\"{{ v }}\"]", "the end\"", "found a double quote", "A quote, backslash or line break in the value of {{ v }}")]
    [InlineData("[\"{{ v }}\"]", "C:\\", "expected the closing quote of the string begun at line 1, column 2", "set \"escape\": \"json\"")]
    [InlineData("[\"{{ v }}\"]", "C:\\x", "found \"\\x\", expected one of", "set \"escape\": \"json\"")]
    [InlineData("[\"{{ v }}\"]", "a\nb", "found a line break, expected its escaped form in the string begun at line 1, column 2", "set \"escape\": \"json\"")]

    // What the author wrote.
    [InlineData("", "", "found nothing, expected a JSON value", "")]
    [InlineData("{% if v == 'x' %}1{% endif %}", "", "found nothing, expected a JSON value", "")]
    [InlineData("['{{ v }}']", "x", "found \"'\", expected a JSON value", "straight double quotes")]
    [InlineData("[\u201c{{ v }}\u201d]", "x", "found \"\u201c\"", "straight double quotes")]
    [InlineData("[\"{{ v }}\"", "x", "found the end of the text, expected a comma, or the \"]\" of the array begun at line 1, column 1", "")]
    [InlineData("{\"a\": \"{{ v }}\"", "x", "expected a comma, or the \"}\" of the object begun at line 1, column 1", "")]
    [InlineData("{\"a\" \"{{ v }}\"}", "x", "expected a colon after the name of the member", "")]
    [InlineData("{a: \"{{ v }}\"}", "x", "found \"a\", expected the name of a member in double quotes", "")]
    [InlineData("{\"a\": \"{{ v }}\"} {\"b\": 1}", "x", "expected nothing more", "Several values are an array")]
    [InlineData("[\"{{ v }}\"],", "x", "expected nothing more", "")]
    [InlineData("[\"{{ v }}\", None]", "x", "found \"None\"", "true, false and null in lower case")]
    [InlineData("[\"{{ v }}\"] // done", "x", "found \"/\"", "JSON has no comments")]
    [InlineData("\u00a0[\"{{ v }}\"]", "x", "found the character U+00A0", "")]
    public async Task What_is_no_json_is_explained(string template, string value, string found, string fix)
    {
        if (found.Length == 0 && fix.Length == 0)
        {
            Assert.Equal("[1,5 ]", await SentAsync(template, new StepInput { ["v"] = value }));
            return;
        }

        if (!template.Contains("{{", StringComparison.Ordinal) && !template.Contains("{%", StringComparison.Ordinal))
        {
            Assert.Contains(found, ErrorOf(template).Message, StringComparison.Ordinal);
            return;
        }

        var failure = await FailureOf(template, new StepInput { ["v"] = value });
        Assert.Contains(found, failure, StringComparison.Ordinal);
        Assert.Contains(fix, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for x in list %}\n  [{{ x }}\n{% endfor %}", "line 4, column 3", "line 2, column 3")]
    [InlineData("\n\n{% assign y = 1 %}{\n \"a\": {{ y }}\n \"b\": 2 }", "line 5, column 2", "line 5, column 2")]
    [InlineData("{\n {%- if true -%}\n   \"a\" 1\n {%- endif -%} }", "line 1, column 6", "line 3, column 8")]
    public async Task A_mistake_of_the_author_is_found_in_the_template(string template, string inText, string inTemplate)
    {
        var failure = await FailureOf(template, Steps.Input("""{ "list": [1, 2] }"""));
        Assert.Contains($"At {inText} of the text", failure, StringComparison.Ordinal);
        Assert.Contains($"In the template that is {inTemplate}.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_where_rows_is_meant_is_told()
    {
        var failure = await FailureOf("""{"id":"{{ row.id }}"}""", Steps.Input("""{ "rows": [] }"""));
        Assert.Contains("the input has \"rows\", a batch: write {% for row in rows %}", failure, StringComparison.Ordinal);
        Assert.Contains("the input has one \"row\"", await FailureOf("[{{ rows.size }}]", Steps.Input("""{ "row": {} }""")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "rows": [1, 2], "row_count": 9 }""", "9")]
    [InlineData("""{ "rows": [1, 2] }""", "2")]
    [InlineData("""{ "rows": [] }""", "0")]
    public async Task The_number_of_rows_is_counted_unless_it_is_given(string input, string count) =>
        Assert.Equal(count, await SentAsync("{{ row_count }}", Steps.Input(input)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "rows": { "a": 1 } }""")]
    [InlineData("""{ "rows": "text" }""")]
    [InlineData("""{ "row": { "a": 1 } }""")]
    public async Task Without_a_batch_there_is_no_number_of_rows(string input) =>
        Assert.Contains("\"row_count\" does not exist", await FailureOf("{{ row_count }}", Steps.Input(input)), StringComparison.Ordinal);

    [Fact]
    public async Task The_rows_of_a_host_are_counted_too() =>
        Assert.Equal("2", await SentAsync("{{ row_count }}", new StepInput { ["rows"] = new List<object?> { 1, null } }));

    [Theory]
    [InlineData("""{ "a": 1, } }""", "line 1, column 13 of the text: found \"}\", expected nothing more")]
    [InlineData("[1,,]", "line 1, column 4")]
    [InlineData("[\"\\\n\"]", "found \"\\·\", expected one of")]
    public void A_template_without_liquid_is_checked_when_it_is_read(string template, string message)
    {
        var error = ErrorOf(template);
        Assert.Equal("$.body.template", error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("""["{% cycle v, 'x' %}"]""")]
    [InlineData("""[{% for i in (1..2) %}"{% ifchanged %}{{ v }}{% endifchanged %}",{% endfor %}]""")]
    public async Task What_cycle_and_ifchanged_print_is_escaped(string template)
    {
        var seen = await echo.SendAsync(Step(template, """, "escape": "json" """), new StepInput { ["v"] = "a\", \"b" });
        Assert.Equal("a\", \"b", JsonElement.Parse(seen.Text)[0].GetString());
    }

    [Fact]
    public void An_unknown_way_to_escape_is_an_error()
    {
        var error = ErrorOf("1", """, "escape": "jsn" """);
        Assert.Equal(("$.body.escape", true), (error.Path, error.Message.Contains("did you mean \"json\"", StringComparison.Ordinal)));
        Assert.Equal("$.body.template", Assert.Single(new StepReader().Read("""{ "url": "http://a/", "body": { "type": "jsonTemplate" } }""").Errors).Path);
    }

    [Theory]
    [InlineData("""["{{ secrets.token }} {{ v }}" oops]""")]
    [InlineData("""["{{ secrets.token | upcase }}" oops]""")]
    public async Task A_failure_shows_nothing_of_a_text_that_holds_a_secret(string template)
    {
        var failure = await FailureOf(template, new StepInput { ["v"] = "x" });
        Assert.DoesNotContain("token", failure.Replace("secrets.token", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("oops", failure, StringComparison.Ordinal);
        Assert.Contains("expected a comma", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_template_is_shown_nowhere()
    {
        const string step = """{ "method": "POST", "url": "http://server/", "body": { "type": "jsonTemplate", "template": { "value": "{ \"pin\": {{ pin }}, }", "secret": true } } }""";
        Assert.Equal("***", (await echo.Host.RenderAsync(step, new StepInput { ["pin"] = 12345 })).BodyText);
        var failed = await echo.Host.RunAsync(step, new StepInput { ["pin"] = "12a" });
        failed.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "expected a JSON number");
        Assert.DoesNotContain("12a", failed.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl4nted\"s3cret")]
    [InlineData("pl4nted\\\n\U0001F600\u0001s3cret")]
    public async Task An_escaped_secret_is_redacted(string secret)
    {
        await using var host = StepHost.Create(options => options.Secrets["s"] = secret);
        var preview = await host.RenderAsync(Step("""["{{ secrets.s }}", {{ secrets.s | json }}]""", """, "escape": "json" """).Replace(", {{ secrets.s | json }}", string.Empty, StringComparison.Ordinal));
        Assert.Equal("[\"***\"]", preview.BodyText);
        Assert.Equal("[***]", (await host.RenderAsync(Step("[{{ secrets.s | json }}]"))).BodyText);
    }

    [Fact]
    public async Task The_limits_of_the_host_hold()
    {
        await using var host = StepHost.Create(options => (options.Limits.MaxRenderedSize, options.Limits.MaxRequestSize) = (1000, 500));
        var step = Step("""["{{ v }}"]""").At(echo.Server);
        (await host.RunAsync(step, new StepInput { ["v"] = new string('x', 1000) })).Fails(FailureKind.Template, DeliveryCertainty.NotSent, "MaxRenderedSize");
        (await host.RunAsync(step, new StepInput { ["v"] = new string('x', 600) })).Fails(FailureKind.TooLarge, DeliveryCertainty.NotSent, "MaxRequestSize");
        (await host.RunAsync(step, new StepInput { ["v"] = new string('x', 400) })).Succeeds();
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task The_culture_of_the_host_does_not_show(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.Equal("[1234.5,\"TITLE\",-0.001]", await SentAsync("""[{{ d }},"{{ 'title' | upcase }}",{{ e }},]""", new StepInput { ["d"] = 1234.5, ["e"] = -0.001m }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public async Task What_is_no_number_is_refused(double value, string found) =>
        Assert.Contains($"found \"{found}\"", await FailureOf("[{{ v }}]", new StepInput { ["v"] = value }), StringComparison.Ordinal);

    [Fact]
    public async Task A_large_batch_is_sent_without_its_trailing_commas()
    {
        var rows = new List<object?>();
        for (var i = 0; i < 5000; i++)
        {
            rows.Add(new Dictionary<string, object?> { ["id"] = i, ["synonyms"] = "a, b,], c" });
        }

        var sent = JsonElement.Parse(await SentAsync(Algolia, new StepInput { ["rows"] = rows }));
        Assert.Equal(5000, sent.GetArrayLength());
        Assert.Equal("b,]", sent[4999].GetProperty("synonyms")[1].GetString());
    }
}
