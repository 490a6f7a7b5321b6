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
    [InlineData("x {{ name | upcse }}", 1, 13, "unknown filter \"upcse\"; did you mean \"upcase\"")]
    [InlineData("{% if a %}\n  {% assign b = a | nosuchfilter: 'x' %}\n{% endif %}", 2, 21, "unknown filter \"nosuchfilter\"")]
    [InlineData("{% raw %}{{ x }}{% endraw %}{% liquid\necho a | upcse %}", 2, 10, "unknown filter \"upcse\"; did you mean \"upcase\"")]
    [InlineData("a\n{% include 'x' %}", 2, 4, "the tag \"include\" is not available: a template reads no files")]
    [InlineData("{{ secrets[name] }}", 1, 4, "a secret must be named where it is used: secrets.NAME")]
    public void What_a_template_must_not_say_has_a_place(string template, int line, int column, string message)
    {
        var lines = Assert.Single(ErrorsOf(template)).Split('\n');
        Assert.Equal($"In the template at line {line}, column {column}: {message}.", lines[0]);
        Assert.Equal("  " + template.Split('\n')[line - 1], lines[1]);
        Assert.Equal(column + 1, lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Each_of_several_mistakes_has_its_own_place()
    {
        Assert.Equal(
            ["In the template at line 1, column 8: unknown filter \"fy\".", "In the template at line 2, column 8: unknown filter \"fy\".", "In the template at line 3, column 8: unknown filter \"fz\"."],
            ErrorsOf("{{ a | fy }}\n{{ b | fy }}\n{{ c | fz }}").Select(static error => error.Split('\n')[0]));
    }

    [Fact]
    public void Of_very_many_mistakes_the_first_are_told()
    {
        var errors = ErrorsOf(string.Concat(Enumerable.Range(0, 9_000).Select(static i => $"{{{{a|f{i}}}}}")));
        Assert.Equal(20, errors.Length);
        Assert.StartsWith("In the template at line 1, column 5: unknown filter \"f0\".", errors[0], StringComparison.Ordinal);
        Assert.Contains("unknown filter \"f19\"", errors[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void No_place_is_told_where_it_is_not_certain()
    {
        Assert.Equal("In the template: unknown filter \"fy\".", Assert.Single(ErrorsOf("{% comment %}{{ a | fy }}{% endcomment %}{{ a | fy }}")));
        Assert.Equal("In the template: unknown filter \"fy\".", Assert.Single(ErrorsOf("{{ '| fy' }}{{ a | fy }}")));
    }

    [Theory]
    [InlineData("a {{ nme }}", 1, 3)]
    [InlineData("a {{ nme | upcase }}", 1, 3)]
    [InlineData("a\n{% if true %}\n {{ nme }}{% endif %}", 3, 2)]
    [InlineData("{% unless true %}{{ a }}{% else %}{{ nme | append: 'x' }}{% endunless %}", 1, 35)]
    [InlineData("{% comment %}{{ a }} {% raw %}{% endcomment %}{% raw %}{{ nme }}{% endraw %}{% if true %}\n{{ nme }}{% endif %}", 2, 1)]
    [InlineData("{%- raw -%}{{ nme }}{%- endraw -%}{{- nme }} echo", 1, 35)]
    [InlineData("{% case 1 %}{% when 2 %}{{ a }}{% else %}{{ 'x' | append: nme }}{% endcase %}", 1, 42)]
    [InlineData("{% tablerow i in (1..2) %}{{ i }}{% ifchanged %}{{ nme }}{% endifchanged %}{% endtablerow %}", 1, 49)]
    [InlineData("{% for i in (1..2) %}{{ forloop }}{{ nme }}{% endfor %}", 1, 35)]
    [InlineData("{% for i in missing %}{{ i }}{% else %}{{ i | default: 1 }}{{ nme }}{% endfor %}", 1, 60)]
    public async Task A_variable_that_does_not_exist_has_a_place(string template, int line, int column)
    {
        var lines = (await MessageOf(template)).Split('\n');
        Assert.Equal($"In $.body.content: line {line}, column {column}: the variable \"nme\" does not exist; did you mean \"name\".", lines[0]);
        Assert.Equal("{{", lines[1].Substring(lines[2].IndexOf('^', StringComparison.Ordinal), 2));
        Assert.Contains("nme", lines[1][lines[2].IndexOf('^', StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ '{{' }}{{ nme }}")]
    [InlineData("{% echo 'x' %}{% if true %}{{ nme }}{% endif %}")]
    [InlineData("{% # {{ %}{% echo nme %}")]
    [InlineData("{% liquid\necho nme %}")]
    [InlineData("{% cycle nme, 'a' %}")]
    public async Task No_caret_is_better_than_a_wrong_one(string template) =>
        Assert.Equal("In $.body.content: the variable \"nme\" does not exist; did you mean \"name\".", await MessageOf(template));

    [Theory]
    [InlineData("p4ss{{ nme }}")]
    [InlineData("p4ss{% if true %}{{ nme }}{% endif %}")]
    [InlineData("p4ss{{ a | upcse }}")]
    [InlineData("p4ss{% if")]
    public async Task A_secret_text_is_not_shown(string password)
    {
        var step = $$"""{ "url": "http://server/", "authentication": { "type": "basic", "username": "u", "password": {{JsonSerializer.Serialize(password)}} } }""".At(echo.Server);
        var read = new StepReader().Read(step);
        var message = read.Errors.Count > 0 ? read.Errors[0].Message : (await echo.Host.RunAsync(step, new StepInput { ["name"] = "x" })).Failure!.Message;
        Assert.Matches("column [0-9]+: ", message);
        Assert.DoesNotContain("p4ss", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "headers": { "Authorization": "Bearer p4ss {{ nothing }}" } """)]
    [InlineData(""" "headers": { "cookie": "id=p4ss; x={{ name | nofilter }}" } """)]
    [InlineData(""" "headers": { "X-Key": "p4ss {{ nothing }} p4ss" } """)]
    [InlineData(""" "query": { "a": "p4ss{{ nothing | upcase }}p4ss" } """)]
    [InlineData(""" "method": "POST", "body": { "type": "raw", "content": "p4ss {% if name %}p4ss {{ nothing }} p4ss{% endif %}" } """)]
    public async Task What_stands_around_a_mistake_is_not_shown(string part)
    {
        var step = $$"""{ "url": "http://server/", {{part}} }""".At(echo.Server);
        var read = new StepReader().Read(step);
        var message = read.Errors.Count > 0 ? read.Errors[0].Message : (await echo.Host.RunAsync(step, new StepInput { ["name"] = "x" })).Failure!.Message;
        Assert.Matches("column [0-9]+: ", message);
        Assert.DoesNotContain("p4ss", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for row in rows %}{{ row.nmae }}{% endfor %}", "\"row.nmae\" does not exist; did you mean \"name\"")]
    [InlineData("{% for r in rows %}{{ r.nmae | upcase }}{% endfor %}", "\"r.nmae\" does not exist; did you mean \"name\"")]
    [InlineData("{% for row in rows %}{{ row.address.ctiy }}{% endfor %}", "\"row.address.ctiy\" does not exist; did you mean \"city\"")]
    [InlineData("{% for row in rows %}{% cycle row.zzzzzz %}{% endfor %}", "\"row.zzzzzz\" does not exist; write")]
    [InlineData("{{ rwos }}", "\"rwos\" does not exist; did you mean \"rows\"")]
    [InlineData("{{ row.name }}", "write {% for row in rows %} … {% endfor %} around it")]
    public async Task A_name_that_is_misspelt_is_set_right(string template, string message)
    {
        var input = StepInput.FromJson(JsonElement.Parse("""{ "rows": [{ "name": "Ada", "address": { "city": "Brno" } }] }"""));
        var step = $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""".At(echo.Server);
        (await echo.Host.RunAsync(step, input)).Fails(FailureKind.Template, DeliveryCertainty.NotSent, message);
    }

    private static string[] ErrorsOf(string template) =>
        [.. new StepReader().Read($$"""{ "url": "http://a/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""").Errors.Select(static error => error.Message)];

    private async Task<string> MessageOf(string template)
    {
        var step = $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""".At(echo.Server);
        return (await echo.Host.RunAsync(step, new StepInput { ["name"] = "x" })).Failure!.Message;
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
