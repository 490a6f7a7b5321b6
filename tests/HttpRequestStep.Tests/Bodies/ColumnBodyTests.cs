using System.Text.Json;
using System.Text.Json.Nodes;

namespace HttpRequestSteps.Tests;

public sealed class ColumnBodyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private static string Step(string more = "") => $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "column", "column": "payload" }{{more}} }""";

    private async Task<string> SentAsync(StepInput input)
    {
        var seen = await echo.SendAsync(Step(), input);
        Assert.Equal("application/json", seen.Header("Content-Type"));
        return seen.Text;
    }

    private async Task<string> FailureOf(StepInput input, string more = "")
    {
        var result = await echo.Host.RunAsync(Step(more).At(echo.Server), input);
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "In $.body.column: ");
        return result.Failure!.Message;
    }

    private static StepInput Row(object? payload) => new() { ["row"] = new Dictionary<string, object?> { ["payload"] = payload } };

    [Theory]
    [InlineData("""{ "row": { "payload": "{ \"a\": 1.0, \"b\": [ null ] }" } }""", """{ "a": 1.0, "b": [ null ] }""")]
    [InlineData("""{ "row": { "payload": { "a":  1.0, "b": "\u00e9" } } }""", """{ "a":  1.0, "b": "\u00e9" }""")]
    [InlineData("""{ "row": { "payload": 123456789012345678901234567890.10 } }""", "123456789012345678901234567890.10")]
    [InlineData("""{ "row": { "payload": "1e400" } }""", "1e400")]
    [InlineData("""{ "row": { "payload": "null" } }""", "null")]
    [InlineData("""{ "row": { "payload": "\"text\"" } }""", "\"text\"")]
    [InlineData("""{ "row": { "payload": false } }""", "false")]
    [InlineData("""{ "rows": [{ "payload": "{\"a\":1}" }, { "payload": [2] }, { "payload": "3" }] }""", """[{"a":1},[2],3]""")]
    [InlineData("""{ "rows": [] }""", "[]")]
    [InlineData("""{ "rows": [{ "payload": "1" }], "row": { "payload": "2" } }""", "[1]")]
    public async Task Ready_json_is_copied_and_a_batch_becomes_an_array(string input, string sent) => Assert.Equal(sent, await SentAsync(Steps.Input(input)));

    [Fact]
    public async Task Values_of_the_host_are_json_too()
    {
        Assert.Equal("""{"a":[1,2.50,true,null]}""", await SentAsync(Row(new Dictionary<string, object?> { ["a"] = new List<object?> { 1, 2.50m, true, null } })));
        Assert.Equal("""{"a":1}""", await SentAsync(Row(new JsonObject { ["a"] = 1 })));
        Assert.Equal("79228162514264337593543950335", await SentAsync(Row(decimal.MaxValue)));
        Assert.Equal("[\"x\"]", await SentAsync(new StepInput { ["row"] = new JsonObject { ["payload"] = "[\"x\"]" } }));
        Assert.Equal("[1,2]", await SentAsync(new StepInput { ["rows"] = Enumerable.Range(1, 2).Select(id => new Dictionary<string, object?> { ["payload"] = id }) }));
    }

    [Fact]
    public async Task Json_that_was_read_leniently_is_sent_strictly()
    {
        using var document = JsonDocument.Parse("""{ "payload": { "a": [1, /* c */ 2,], } }""", new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        Assert.Equal("""{"a":[1,2]}""", await SentAsync(new StepInput { ["row"] = document.RootElement }));
    }

    [Theory]
    [MemberData(nameof(NaughtyStrings.All), MemberType = typeof(NaughtyStrings))]
    [MemberData(nameof(NaughtyStrings.Controls), MemberType = typeof(NaughtyStrings))]
    public async Task A_naughty_text_inside_of_json_arrives_exactly(string value)
    {
        var json = JsonSerializer.Serialize(new { v = value });
        Assert.Equal(json, await SentAsync(Row(json)));
        Assert.Equal(json, await SentAsync(Steps.Input($$"""{ "row": { "payload": {{JsonSerializer.Serialize(json)}} } }""")));
        Assert.Equal(json, await SentAsync(Steps.Input($$"""{ "row": { "payload": {{json}} } }""")));
    }

    [Theory]
    [InlineData("""{ "row": { "payload": "" } }""", "the column \"payload\": it is not JSON: at line 1, column 1 of the text: found nothing")]
    [InlineData("""{ "row": { "payload": "{\n  \"a\": x }" } }""", "at line 2, column 8 of the text: found \"x\", expected a JSON value")]
    [InlineData("""{ "row": { "payload": "[1,]" } }""", "found \"]\"")]
    [InlineData("""{ "row": { "payload": "NaN" } }""", "found \"NaN\"")]
    [InlineData("""{ "row": { "payload": "\ufeff{}" } }""", "found the character U+FEFF")]
    [InlineData("""{ "row": { "payload": "\ud800" } }""", "half of a surrogate pair")]
    [InlineData("""{ "row": { "payload": null } }""", "the column \"payload\": it is null")]
    [InlineData("""{ "row": { "paylod": "1" } }""", "the column \"payload\" does not exist; did you mean \"paylod\"")]
    [InlineData("""{ "row": 7 }""", "the column \"payload\" does not exist")]
    [InlineData("""{ "rows": [{ "payload": "1" }, { "payload": "}" }] }""", "found \"}\", expected a JSON value. It happened in rows[1].")]
    [InlineData("""{ "rows": [{ "payload": "1" }, { "payload": "2" }, {}] }""", "the column \"payload\" does not exist. It happened in rows[2].")]
    [InlineData("""{ "rows": { "payload": "1" } }""", "\"rows\" of the input is not an array")]
    [InlineData("{}", "the input has neither \"row\" nor \"rows\"")]
    [InlineData("""{ "rwo": {} }""", "did you mean \"rwo\"")]
    public async Task What_is_no_json_is_refused_with_its_column_and_row(string input, string message) =>
        Assert.Contains(message, await FailureOf(Steps.Input(input)), StringComparison.Ordinal);

    [Fact]
    public async Task A_value_of_the_host_that_is_no_json_is_refused()
    {
        Assert.Contains("is not a JSON number", await FailureOf(Row(double.NaN)), StringComparison.Ordinal);
        Assert.Contains("half of a surrogate pair", await FailureOf(Row("\"\ud800\"")), StringComparison.Ordinal);
        Assert.Contains("nested deeper", await FailureOf(Row(Nested(100))), StringComparison.Ordinal);
        Assert.Contains("at most 256 levels", await FailureOf(Row(new string('[', 300))), StringComparison.Ordinal);
    }

    private static object? Nested(int depth) => depth == 0 ? 1 : new List<object?> { Nested(depth - 1) };

    [Fact]
    public async Task A_missing_column_that_may_be_missing_is_no_json_either() =>
        Assert.Contains("it is null", await FailureOf(Steps.Input("""{ "row": {} }"""), """, "undefinedVariables": "empty" """), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "type": "column", "column": "" }""", "$.body.column")]
    [InlineData("""{ "type": "column" }""", "$.body.column")]
    [InlineData("""{ "type": "column", "column": "a", "colunm": "b" }""", "$.body.colunm")]
    public void A_wrong_definition_is_an_error_with_its_path(string body, string path) =>
        Assert.Equal(path, Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "body": {{body}} }""").Errors).Path);

    [Fact]
    public async Task A_body_beyond_the_hosts_limit_is_too_large()
    {
        await using var host = StepHost.Create(options => options.Limits.MaxRequestSize = 1000);
        (await host.RunAsync(Step().At(echo.Server), Row(new string(' ', 2000) + "1"))).Fails(FailureKind.TooLarge, DeliveryCertainty.NotSent, "MaxRequestSize");
    }

    [Fact]
    public async Task A_secret_in_a_column_does_not_show()
    {
        var preview = await echo.Host.RenderAsync("""{ "method": "POST", "url": "http://server/", "headers": { "X": "{{ secrets.token }}" }, "body": { "type": "column", "column": "payload" } }""", Row("[\"s3cr3t-token\"]"));
        Assert.Equal("[\"***\"]", preview.BodyText);
        var failed = await echo.Host.RunAsync("""{ "method": "POST", "url": "http://server/", "headers": { "X": "{{ secrets.token }}" }, "body": { "type": "column", "column": "payload" } }""", Row("[ \"a\" s3cr3t-token"));
        Assert.DoesNotContain("s3cr", failed.Failure!.Message, StringComparison.Ordinal);
    }
}
