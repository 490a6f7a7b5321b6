using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>The examples of docs/bodies.md are not only valid: they send what the page says.</summary>
public sealed class BodiesPageTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const string Row = """{ "id": 1, "synonyms": "car, auto", "payload": "{ \"a\": 1 }", "customer_id": 42, "first_name": "Ada", "last_name": "L", "segment": "new", "score": "1.50", "attributes_json": "{\"a\":[1]}", "vip": 1 }""";

    private const string Input = $$"""
        { "order": { "id": 7, "customer": "Ada", "lines": [1], "note": "a < b\nc" }, "title": "T \"1\"", "author": "A", "text": "x\ny", "tags": ["a"], "ROWS": [{{Row}}] }
        """;

    public static TheoryData<string> Examples() => [.. Definitions()];

    private static IEnumerable<string> Definitions()
    {
        foreach (object[] row in DocumentationTests.Blocks("json step"))
        {
            if (((string)row[0]).EndsWith("bodies.md", StringComparison.Ordinal))
            {
                yield return (string)row[2];
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_can_be_sent(string definition)
    {
        var rows = definition.Contains("\"column\"", StringComparison.Ordinal) || definition.Contains("rows", StringComparison.Ordinal) || definition.Contains("mapping", StringComparison.Ordinal);
        var input = Steps.Input(Input.Replace("ROWS", rows ? "rows" : "other", StringComparison.Ordinal));
        input.Files["document"] = input.Files["report"] = StepFile.FromBytes("r.pdf", "%PDF"u8.ToArray());
        var preview = await echo.Host.RenderAsync(definition, input);
        var isSent = definition.Contains("\"none\"", StringComparison.Ordinal) || preview.Body is { Length: > 0 };
        Assert.True(isSent, definition);
    }

    [Fact]
    public void Every_type_has_an_example()
    {
        var shown = Definitions().Select(text => JsonElement.Parse(text).GetProperty("body").GetProperty("type").GetString()).Distinct().Order();
        Assert.Equal(BuiltIns.Bodies.Select(row => row.Name).Order(), shown);
    }

    [Fact]
    public async Task The_mapping_of_the_page_gives_what_it_says()
    {
        var definition = Definitions().Single(text => text.Contains("\"mapping\"", StringComparison.Ordinal));
        var preview = await echo.Host.RenderAsync(definition, Steps.Input($$"""{ "rows": [{{Row}}] }"""));
        Assert.Equal(
            """{"data":{"contacts":[{"id":"42","name":{"full":"Ada L"},"tags":["crm","new"],"score":1.50,"attributes":{"a":[1]},"vip.customer":true}]}}""",
            preview.BodyText);
    }
}
