using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

public sealed class ScriptReaderTests
{
    [Fact]
    public void Comments_and_trailing_commas_are_welcome()
    {
        var reading = ScriptReader.Read("""
            { // what to play
              "routes": [ { "answers": [ { "status": 503, /* soon better */ "delay": 1.5, }, ], }, ],
            }
            """);

        Assert.Empty(reading.Errors);
        Assert.Equal(TimeSpan.FromSeconds(1.5), Assert.Single(reading.Script!.Routes).Answers[0].Delay);
    }

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var reading = ScriptReader.Read("""
            { "route": [],
              "routes": [
                { "methd": "POST", "path": "orders?x=1", "then": "lst",
                  "answers": [
                    { "stauts": 503, "delay": "2 minutes", "reset": "yes" },
                    { "status": 99, "headers": { "Content-Length": 3, "a b": "x", "X": "a\r\nb", "Y": [true] } },
                    { "reset": true, "truncate": true },
                    { "status": 204, "body": "x" },
                    7 ] },
                { "method": "NO WAY" },
                "x" ] }
            """);

        Assert.Null(reading.Script);
        Assert.Equal(
            [
                "$.route: unknown property; did you mean \"routes\". Known are routes",
                "$.routes[0].methd: unknown property; did you mean \"method\". Known are method, path, answers, then",
                "$.routes[0].then: unknown ending \"lst\"; did you mean \"last\". Known are last, repeat, echo",
                "$.routes[0].path: a path starts with \"/\"",
                "$.routes[0].path: the query is not matched; leave out \"?\" and what follows",
                "$.routes[0].answers[0].stauts: unknown property; did you mean \"status\". Known are status, headers, body, delay, reset, truncate",
                $"$.routes[0].answers[0].delay: {DurationText.Rule}",
                "$.routes[0].answers[0].reset: must be true or false",
                $"$.routes[0].answers[1].status: {StatusAnswers.StatusRule}",
                "$.routes[0].answers[1].headers['Content-Length']: is computed from the body; \"truncate\" makes it too large",
                "$.routes[0].answers[1].headers['a b']: this is no header name",
                "$.routes[0].answers[1].headers.X: a header's value is a text of one line, a number, or an array of these",
                "$.routes[0].answers[1].headers.Y[0]: a header's value is a text of one line, a number, or an array of these",
                "$.routes[0].answers[2]: \"reset\" sends nothing, so there is nothing to \"truncate\"",
                "$.routes[0].answers[3]: an answer with status 204 has no body",
                "$.routes[0].answers[4]: must be an object",
                "$.routes[1].method: this is no HTTP method",
                "$.routes[1]: a route needs \"answers\", at least one, unless \"then\" is \"echo\"",
                "$.routes[2]: must be an object",
            ],
            reading.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("{ \"routes\": [ ", "$")]
    [InlineData("[]", "$")]
    [InlineData("{}", "$")]
    [InlineData("""{ "routes": [], "routes": [] }""", "$")]
    [InlineData("""{ "routes": {} }""", "$.routes")]
    [InlineData("""{ "routes": [ { "answers": {} } ] }""", "$.routes[0].answers")]
    [InlineData("""{ "routes": [ { "answers": [ { "body": "\ud800" } ] } ] }""", "$")]
    [InlineData("""{ "routes": [ { "answers": [ { "body": { "a": "\ud800" } } ] } ] }""", "$")]
    public void What_is_no_script_is_told_and_never_thrown(string json, string path)
    {
        var reading = ScriptReader.Read(json);

        Assert.Null(reading.Script);
        Assert.Equal(path, Assert.Single(reading.Errors).Path);
    }
}
