using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>A template that is wrong says where, what was found, what was expected, and how to mend it.</summary>
public sealed class TemplateMistakeTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Theory]
    [InlineData("a {{ name, b", 1, 3, "found \"{{\", expected \"}}\" after it: close the output")]
    [InlineData("a\n {% if name, b", 2, 2, "found \"{%\", expected \"%}\" after it: close the tag")]
    [InlineData("{{ name {{ name }}", 1, 1, "found \"{{\", expected \"}}\" after it: close the output")]
    [InlineData("{% for a in b %}\n{% if a %}{% endif %}", 1, 1, "found \"for\", which has no end: write {% endfor %} where it ends")]
    [InlineData("x\n  {%- if a -%}", 2, 3, "found \"if\", which has no end: write {% endif %} where it ends")]
    [InlineData("{% for a in b %}\n{% if a %}\n{% endfor %}", 3, 1, "found \"endfor\", expected \"endif\" for the \"if\" at line 2, column 1: close that first")]
    [InlineData("x {% endif %}", 1, 3, "found \"endif\", but nothing is open: take it away, or open {% if … %} before it")]
    [InlineData("x {% else %}", 1, 3, "found \"else\" outside of any block: open one before it")]
    [InlineData("{% forr a in b %}{% endfor %}", 1, 1, "found \"forr\", which is no tag; did you mean \"for\"")]
    [InlineData("{% if a %}{% endfi %}", 1, 11, "found \"endfi\", which is no tag; did you mean \"endif\"")]
    [InlineData("{% comment %}{{ x", 1, 1, "found \"comment\", which has no end: write {% endcomment %} where it ends")]
    [InlineData("{% raw %} endraw", 1, 1, "found \"raw\", which has no end: write {% endraw %} where it ends")]
    [InlineData("{% raw %}{{ {% endraw %}{% nope %}", 1, 25, "found \"nope\", which is no tag")]
    public void What_does_not_parse_says_why(string template, int line, int column, string message)
    {
        var text = Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""").Errors).Message;
        var lines = text.Split('\n');
        Assert.Equal($"The template does not parse at line {line}, column {column}: {message}.", lines[0]);
        Assert.Equal("  " + template.Split('\n')[line - 1], lines[1]);
        Assert.Equal(column + 1, lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "rows": [] }""", "{{ row.id }}", "the input has \"rows\", a batch: write {% for row in rows %} … {% endfor %} around it")]
    [InlineData("""{ "row": { "id": 1 } }""", "{{ rows }}", "the input has one \"row\", and no batch")]
    public async Task A_row_is_not_taken_for_rows(string input, string template, string message)
    {
        var step = $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""".At(echo.Server);
        (await echo.Host.RunAsync(step, Steps.Input(input))).Fails(FailureKind.Template, DeliveryCertainty.NotSent, message);
    }
}
