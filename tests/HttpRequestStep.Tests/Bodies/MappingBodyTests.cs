using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace HttpRequestSteps.Tests;

public sealed class MappingBodyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private static string Step(string fields, string? root = null, string more = "") =>
        $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "mapping", "fields": [{{fields}}]{{(root is null ? string.Empty : $", \"root\": {JsonSerializer.Serialize(root)}")}} }{{more}} }""";

    private async Task<string> SentAsync(string fields, StepInput input, string? root = null, string more = "")
    {
        var seen = await echo.SendAsync(Step(fields, root, more), input);
        Assert.Equal("application/json", seen.Header("Content-Type"));
        return seen.Text;
    }

    private async Task<string> FailureOf(string fields, StepInput input, string? root = null)
    {
        var result = await echo.Host.RunAsync(Step(fields, root).At(echo.Server), input);
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "In $.body");
        return result.Failure!.Message;
    }

    private static StepInput Row(object? v) => new() { ["row"] = new Dictionary<string, object?> { ["v"] = v } };

    [Fact]
    public async Task Columns_constants_and_templates_fill_nested_objects_and_arrays_in_order()
    {
        const string fields = """
            { "to": "id", "from": "customer_id" },
            { "to": "customer.name", "template": "{{ row.first }} {{ row.last }}" },
            { "to": "customer.tags[0]", "from": "tag" },
            { "to": "meta", "value": { "source": ["crm", 1.50, null] } },
            { "to": "customer.tags[1]", "value": "new" },
            { "to": "customer.address['zip.code']", "from": "zip" },
            { "to": "matrix[0][0]", "value": 1 },
            { "to": "matrix[0][1].x", "template": "{{ row.customer_id }}" },
            { "to": "['caf\u00e9 \"q\"']", "value": null }
            """;
        var input = Steps.Input("""{ "row": { "customer_id": 12345678901234567890.10, "first": "Ada", "last": "L\"", "tag": null, "zip": "007" } }""");
        Assert.Equal(
            """{"id":12345678901234567890.10,"customer":{"name":"Ada L\"","tags":[null,"new"],"address":{"zip.code":"007"}},"meta":{"source":["crm",1.50,null]},"matrix":[[1,{"x":12345678901234567890.10}]],"caf""" + "\u00e9" + """ \"q\"":null}""",
            await SentAsync(fields, input));
    }

    [Theory]
    [InlineData("array", """{ "rows": [{ "v": 1 }, { "v": "b" }] }""", """[{"a":1},{"a":"b"}]""")]
    [InlineData("array", """{ "row": { "v": 1 } }""", """[{"a":1}]""")]
    [InlineData("array", """{ "rows": [] }""", "[]")]
    [InlineData("data.items", """{ "rows": [{ "v": 1 }, { "v": 2 }] }""", """{"data":{"items":[{"a":1},{"a":2}]}}""")]
    [InlineData("data[0]['x.y']", """{ "rows": [{ "v": 1 }] }""", """{"data":[{"x.y":[{"a":1}]}]}""")]
    [InlineData("['array']", """{ "rows": [] }""", """{"array":[]}""")]
    [InlineData("object", """{ "row": { "v": 1 } }""", """{"a":1}""")]
    [InlineData(null, """{ "row": { "v": 1 } }""", """{"a":1}""")]
    public async Task The_rows_go_where_root_says(string? root, string input, string sent) =>
        Assert.Equal(sent, await SentAsync("""{ "to": "a", "from": "v" }""", Steps.Input(input), root));

    [Fact]
    public async Task Templates_see_the_row_of_the_batch_and_all_else()
    {
        const string fields = """{ "to": "n", "template": "{{ row.v }}" }, { "to": "t", "template": "{{ row.v }} of {{ row_count }} {{ tenant }}" }, { "to": "r", "template": "{{ run.id }}" }""";
        var seen = await echo.SendAsync(Step(fields, "array", """, "headers": { "X-Run": "{{ run.id }}" }"""), Steps.Input("""{ "rows": [{ "v": 1 }, { "v": true }], "tenant": "x" }"""));
        var run = seen.Header("X-Run");
        Assert.Equal($$"""[{"n":1,"t":"1 of 2 x","r":"{{run}}"},{"n":true,"t":"true of 2 x","r":"{{run}}"}]""", seen.Text);
    }

    [Fact]
    public async Task What_a_filter_gives_is_converted_too() =>
        Assert.Equal("""{"a":{"b":1},"c":12.5,"d":"7","e":["x"]}""", await SentAsync(
            """{ "to": "a", "template": "{{ row.v | strip }}", "as": "json" }, { "to": "c", "template": "{{ '12,5' | replace: ',', '.' }}", "as": "number" }, { "to": "d", "template": "{{ 3 | plus: 4 }}", "as": "string" }, { "to": "e", "template": "{{ 'x' | split: ',' }}" }""",
            Row(" {\"b\":1} ")));

    [Theory]

    // The value's own type.
    [InlineData("auto", "1.50", "1.50")]
    [InlineData("auto", "\"1.50\"", "\"1.50\"")]
    [InlineData("auto", "[1,{\"a\":null}]", "[1,{\"a\":null}]")]
    [InlineData("auto", "1e400", "1e400")]

    // Null stays null.
    [InlineData("string", "null", "null")]
    [InlineData("number", "null", "null")]
    [InlineData("boolean", "null", "null")]
    [InlineData("json", "null", "null")]
    [InlineData("string", "123456789012345678901234567890.10", "\"123456789012345678901234567890.10\"")]
    [InlineData("string", "true", "\"true\"")]
    [InlineData("string", "\"a\\\"b\"", "\"a\\\"b\"")]
    [InlineData("string", "[1,\"a\"]", "\"[1,\\\"a\\\"]\"")]
    [InlineData("number", "\"123456789012345678901234567890.10\"", "123456789012345678901234567890.10")]
    [InlineData("number", "\" -0.5e+3 \"", "-0.5e+3")]
    [InlineData("number", "7", "7")]
    [InlineData("boolean", "\"TRUE\"", "true")]
    [InlineData("boolean", "\"false\"", "false")]
    [InlineData("boolean", "1", "true")]
    [InlineData("boolean", "\"0\"", "false")]
    [InlineData("boolean", "true", "true")]
    [InlineData("json", "\"{ \\\"a\\\": [1.0] }\"", "{ \"a\": [1.0] }")]
    [InlineData("json", "\"null\"", "null")]
    [InlineData("json", "{\"a\":1}", "{\"a\":1}")]
    [InlineData("json", "7", "7")]
    public async Task A_value_becomes_what_as_says(string type, string value, string sent)
    {
        Assert.Equal($$"""{"a":{{sent}}}""", await SentAsync($$"""{ "to": "a", "from": "v", "as": "{{type}}" }""", Steps.Input($$"""{ "row": { "v": {{value}} } }""")));
        Assert.Equal($$"""{"a":{{sent}}}""", await SentAsync("""{ "to": "a", "template": "{{ row.v }}", "as": "TYPE" }""".Replace("TYPE", type, StringComparison.Ordinal), Steps.Input($$"""{ "row": { "v": {{value}} } }""")));
        Assert.Equal($$"""{"a":{{sent}}}""", await SentAsync($$"""{ "to": "a", "value": {{value}}, "as": "{{type}}" }""", Steps.Input("""{ "row": {} }""")));
    }

    [Theory]
    [InlineData("number", "\"12,5\"", "the column \"v\": \"12,5\" is not a JSON number")]
    [InlineData("number", "\"\"", "\"\" is not a JSON number")]
    [InlineData("number", "\"007\"", "\"007\" is not a JSON number")]
    [InlineData("number", "\"1 2\"", "\"1 2\" is not a JSON number")]
    [InlineData("number", "true", "true is not a JSON number")]
    [InlineData("number", "[1]", "[1] is not a JSON number")]
    [InlineData("number", "\"NaN\"", "\"NaN\" is not a JSON number")]
    [InlineData("boolean", "\"yes\"", "\"yes\" is not true or false")]
    [InlineData("boolean", "2", "2 is not true or false")]
    [InlineData("json", "\"{\"", "it is not JSON: at line 1, column 2 of the text: found the end of the text")]
    [InlineData("json", "\"\"", "it is not JSON")]
    public async Task What_cannot_be_converted_is_refused_with_field_column_and_row(string type, string value, string message)
    {
        var failure = await FailureOf($$"""{ "to": "b", "value": 1 }, { "to": "a", "from": "v", "as": "{{type}}" }""", Steps.Input($$"""{ "rows": [{ "v": null }, { "v": {{value}} }] }"""), "array");
        Assert.Contains("In $.body.fields[1]: the column \"v\": ", failure, StringComparison.Ordinal);
        Assert.Contains(message, failure, StringComparison.Ordinal);
        Assert.EndsWith(" It happened in rows[1].", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "to": "a", "from": "x" }""", """{ "row": { "xx": 1 } }""", null, "In $.body.fields[0]: the column \"x\" does not exist")]
    [InlineData("""{ "to": "a", "from": "x" }""", """{ "rows": [{ "x": 1 }, 7] }""", "array", "the column \"x\" does not exist. It happened in rows[1].")]
    [InlineData("""{ "to": "a", "template": "{{ row.x }}" }""", """{ "rows": [{ "y": 1 }] }""", "array", "In $.body.fields[0].template: line 1, column 1: the variable \"row.x\" does not exist")]
    [InlineData("""{ "to": "a", "template": "{{ row.x }}-", "as": "number" }""", """{ "row": { "x": 1 } }""", null, "In $.body.fields[0]: \"1-\" is not a JSON number")]
    [InlineData("""{ "to": "a", "from": "x" }""", """{ "rows": [{ "x": 1 }] }""", null, "set \"root\" to \"array\", or to the path under which the rows go")]
    [InlineData("""{ "to": "a", "from": "x" }, { "to": "b", "value": 1 }""", "{}", null, "the input has neither \"row\" nor \"rows\"")]
    public async Task What_is_missing_is_told(string fields, string input, string? root, string message) =>
        Assert.Contains(message, await FailureOf(fields, Steps.Input(input), root), StringComparison.Ordinal);

    [Fact]
    public async Task Without_columns_no_row_is_needed() =>
        Assert.Equal("""{"a":7,"b":1}""", await SentAsync("""{ "to": "a", "template": "{{ v }}" }, { "to": "b", "value": 1 }""", new StepInput { ["v"] = 7 }));

    [Fact]
    public async Task A_missing_column_is_null_where_variables_may_be_missing() =>
        Assert.Equal("""{"a":null}""", await SentAsync("""{ "to": "a", "from": "x", "as": "number" }""", Steps.Input("""{ "row": {} }"""), more: """, "undefinedVariables": "empty" """));

    [Theory]
    [MemberData(nameof(NaughtyStrings.All), MemberType = typeof(NaughtyStrings))]
    [MemberData(nameof(NaughtyStrings.Controls), MemberType = typeof(NaughtyStrings))]
    public async Task A_naughty_text_arrives_exactly(string value)
    {
        const string fields = """{ "to": "c", "from": "v" }, { "to": "s", "from": "v", "as": "string" }, { "to": "t", "template": "{{ row.v }}" }, { "to": "m", "template": "<{{ row.v }}>" }""";
        foreach (var input in new[] { Row(value), Steps.Input($$"""{ "row": { "v": {{JsonSerializer.Serialize(value)}} } }""") })
        {
            var sent = JsonElement.Parse(await SentAsync(fields, input));
            Assert.Equal([value, value, value, $"<{value}>"], sent.EnumerateObject().Select(member => member.Value.GetString()));
        }
    }

    [Theory]
    [InlineData("""{ "to": "a", "from": "v" }""")]
    [InlineData("""{ "to": "a", "from": "v", "as": "string" }""")]
    [InlineData("""{ "to": "a", "from": "v", "as": "json" }""")]
    [InlineData("""{ "to": "a", "template": "{{ row.v }}" }""")]
    [InlineData("""{ "to": "a", "template": "x{{ row.v }}" }""")]
    public async Task Half_a_surrogate_pair_is_refused(string fields)
    {
        foreach (var value in NaughtyStrings.HalfSurrogates)
        {
            Assert.Contains("half of a surrogate pair", await FailureOf(fields, Row(value)), StringComparison.Ordinal);
        }

        if (!fields.Contains("x{{", StringComparison.Ordinal))
        {
            Assert.Contains("half of a surrogate pair", await FailureOf(fields, Steps.Input("""{ "row": { "v": "\ud800" } }""")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(9007199254740993L, "9007199254740993")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData((short)-1, "-1")]
    [InlineData(1e300, "1E+300")]
    [InlineData(0.1f, "0.1")]
    public async Task A_number_of_the_host_is_exact(object value, string sent)
    {
        Assert.Equal($$"""{"a":{{sent}},"b":"{{sent}}"}""", await SentAsync("""{ "to": "a", "from": "v" }, { "to": "b", "from": "v", "as": "string" }""", Row(value)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(float.PositiveInfinity)]
    public async Task What_is_no_number_is_refused(object value) => Assert.Contains("is not a JSON number", await FailureOf("""{ "to": "a", "from": "v" }""", Row(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task The_culture_of_the_host_does_not_show(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            Assert.Equal("""{"a":1234.5,"b":"-1234.5","c":true,"t":"1234.5"}""", await SentAsync(
                """{ "to": "a", "from": "v" }, { "to": "b", "template": "{{ row.v | times: -1 }}", "as": "string" }, { "to": "c", "value": "TRUE", "as": "boolean" }, { "to": "t", "template": "{{ row.v }}{{ '' }}" }""",
                Row(1234.5m)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("""{ "to": "a", "from": "x" }, { "to": "b", "value": 1 }, { "to": "a", "value": 2 }""", "$.body.fields[2].to", "fields[2] (\"a\") and fields[0] (\"a\") fill the same place")]
    [InlineData("""{ "to": "a['b']", "from": "x" }, { "to": "a.b", "value": 2 }""", "$.body.fields[1].to", "fields[1] (\"a.b\") and fields[0] (\"a['b']\") fill the same place")]
    [InlineData("""{ "to": "a", "from": "x" }, { "to": "a.b", "value": 2 }""", "$.body.fields[1].to", "fields[0] (\"a\") fills \"a\" with a value, and fields[1] (\"a.b\") with something inside it")]
    [InlineData("""{ "to": "a.b.c", "from": "x" }, { "to": "a.b", "value": 2 }""", "$.body.fields[1].to", "fields[1] (\"a.b\") fills \"a.b\" with a value, and fields[0] (\"a.b.c\")")]
    [InlineData("""{ "to": "a.b", "from": "x" }, { "to": "a[0]", "value": 2 }""", "$.body.fields[1].to", "fields[1] (\"a[0]\") needs \"a\" to be an array, and fields[0] (\"a.b\") makes it an object")]
    [InlineData("""{ "to": "a[0]", "from": "x" }, { "to": "a.b", "value": 2 }""", "$.body.fields[1].to", "needs \"a\" to be an object, and fields[0] (\"a[0]\") makes it an array")]
    [InlineData("""{ "to": "a[0]", "from": "x" }, { "to": "a[2]", "value": 2 }""", "$.body.fields[1].to", "fields[1] (\"a[2]\") leaves a hole: nothing fills \"a[1]\" after fields[0] (\"a[0]\")")]
    [InlineData("""{ "to": "a[1].b", "from": "x" }""", "$.body.fields[0].to", "fields[0] (\"a[1].b\") leaves a hole: nothing fills \"a[0]\"")]
    [InlineData("""{ "to": "a" }""", "$.body.fields[0]", "exactly one of")]
    [InlineData("""{ "to": "a", "from": "x", "template": "y" }""", "$.body.fields[0]", "exactly one of")]
    [InlineData("""{ "to": "a", "from": "x", "value": null }""", "$.body.fields[0]", "exactly one of")]
    [InlineData("""{ "to": "a", "from": "" }""", "$.body.fields[0].from", "name of a column")]
    [InlineData("""{ "to": "a", "value": "x", "as": "number" }""", "$.body.fields[0].value", "cannot be written as \"number\": \"x\" is not a JSON number")]
    [InlineData("""{ "to": "a", "value": "x", "as": "strng" }""", "$.body.fields[0].as", "did you mean \"string\"")]
    [InlineData("""{ "to": "a", "template": "{{ x | nope }}" }""", "$.body.fields[0].template", "unknown filter")]
    [InlineData("""{ "to": "", "value": 1 }""", "$.body.fields[0].to", "names with dots between them")]
    [InlineData("""{ "to": "a..b", "value": 1 }""", "$.body.fields[0].to", "names with dots between them")]
    [InlineData("""{ "to": "a.", "value": 1 }""", "$.body.fields[0].to", "names with dots between them")]
    [InlineData("""{ "to": "a]", "value": 1 }""", "$.body.fields[0].to", "names with dots between them")]
    [InlineData("""{ "to": "[0].a", "value": 1 }""", "$.body.fields[0].to", "begins with a name")]
    [InlineData("""{ "to": "a[x]", "value": 1 }""", "$.body.fields[0].to", "an index from 0 to 999")]
    [InlineData("""{ "to": "a[-1]", "value": 1 }""", "$.body.fields[0].to", "an index from 0 to 999")]
    [InlineData("""{ "to": "a[99999999999]", "value": 1 }""", "$.body.fields[0].to", "an index from 0 to 999")]
    [InlineData("""{ "to": "a[0", "value": 1 }""", "$.body.fields[0].to", "an index from 0 to 999")]
    [InlineData("""{ "to": "a['b", "value": 1 }""", "$.body.fields[0].to", "ends with ']")]
    [InlineData("""{ "to": "a[0]b", "value": 1 }""", "$.body.fields[0].to", "After a bracket comes a dot")]
    [InlineData("", "$.body.fields", "at least one field")]
    public void A_wrong_definition_is_an_error_with_its_path(string fields, string path, string message)
    {
        var error = Assert.Single(new StepReader().Read(Step(fields)).Errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Line);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("[0]")]
    [InlineData("a[1]")]
    [InlineData("")]
    public void A_wrong_root_is_an_error(string root) =>
        Assert.Equal("$.body.root", Assert.Single(new StepReader().Read(Step("""{ "to": "a", "value": 1 }""", root)).Errors).Path);

    [Fact]
    public void A_path_of_very_many_steps_is_an_error() =>
        Assert.Contains("at most 32 steps", Assert.Single(new StepReader().Read(Step($$"""{ "to": "a{{string.Concat(Enumerable.Repeat(".a", 10_000))}}", "value": 1 }""")).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_mapping_can_be_read_from_configuration()
    {
        var definition = Step("""{ "to": "a[0].b", "from": "v", "as": "string" }, { "to": "c", "value": "1.50", "as": "number" }, { "to": "d", "template": "{{ row.v }}" }""", "items").At(echo.Server);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "Step": {{definition}} }"""));
        var read = echo.Host.Reader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("Step"));
        Assert.Empty(read.Errors);
        (await echo.Host.RunAsync(read.Step!, Row(7))).Succeeds();
        Assert.Equal("""{"items":[{"a":[{"b":"7"}],"c":1.50,"d":7}]}""", echo.Server.Last.Text);
    }

    [Fact]
    public async Task A_name_in_quotes_may_hold_anything()
    {
        var sent = await SentAsync("""{ "to": "a['it\\'s \\\\ [0].b']", "value": 1 }, { "to": "naïve-key $x", "value": 2 }""", Steps.Input("""{ "row": {} }"""));
        Assert.Equal("""{"a":{"it's \\ [0].b":1},"naïve-key $x":2}""", sent);
    }

    [Fact]
    public async Task A_secret_template_does_not_show()
    {
        await using var host = StepHost.Create(options => options.Secrets["s"] = "pl4nted");
        var preview = await host.RenderAsync(
            Step("""{ "to": "a", "template": "{{ secrets.s }}" }, { "to": "b", "template": { "value": "{{ row.v }}", "secret": true } }, { "to": "c", "template": { "value": "p{{ row.v }}", "secret": true } }, { "to": "d", "template": "{{ secrets.s | upcase }}" }"""), Row("own-pin"));
        Assert.Equal("""{"a":"***","b":"***","c":"***","d":"***"}""", preview.BodyText);
        var failed = await host.RunAsync(Step("""{ "to": "a", "template": "{{ secrets.s }}", "as": "number" }"""), Row(1));
        failed.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "the value is not a JSON number");
    }

    [Fact]
    public async Task A_body_beyond_the_hosts_limit_is_too_large()
    {
        await using var host = StepHost.Create(options => options.Limits.MaxRequestSize = 1000);
        (await host.RunAsync(Step("""{ "to": "a", "from": "v" }""").At(echo.Server), Row(new string('x', 3000)))).Fails(FailureKind.TooLarge, DeliveryCertainty.NotSent, "MaxRequestSize");
    }
}
