using System.Text.Json;
using System.Text.RegularExpressions;

namespace HttpRequestSteps.Tests;

/// <summary>The examples of docs/templating.md print what the page says.</summary>
public sealed partial class TemplatingPageTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    private const string Error = "error: ";

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/templating.md"));

    private static string Input => Block("json input");

    public static TheoryData<string, string> Examples()
    {
        var rows = new TheoryData<string, string>();
        foreach (Match row in Row().Matches(Page))
        {
            rows.Add(row.Groups["template"].Value.Replace(@"\|", "|", StringComparison.Ordinal), row.Groups["result"].Value);
        }

        return rows;
    }

    [Fact]
    public void The_page_has_examples() => Assert.InRange(Examples().Count, 60, 1000);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_prints_what_the_page_says(string template, string result)
    {
        var step = $$"""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize(template)}} } }""".At(echo.Server);
        if (result.StartsWith(Error, StringComparison.Ordinal))
        {
            var errors = new StepReader().Read(step).Errors;
            var message = errors.Count > 0 ? errors[0].Message : (await echo.Host.RunAsync(step, Steps.Input(Input))).Failure?.Message;
            Assert.Contains(result[Error.Length..], message, StringComparison.Ordinal);
            return;
        }

        var preview = await echo.Host.RenderAsync(step, Steps.Input(Input));
        Assert.Equal(result, $"`{preview.BodyText}`");
    }

    [Fact]
    public async Task The_tutorial_of_Algolia_sends_what_the_page_says()
    {
        var preview = await echo.Host.RenderAsync(Block("json step"), Steps.Input(Input));
        Assert.Equal(Block("json sent").Trim(), preview.BodyText);
    }

    [Fact]
    public void The_message_with_a_caret_is_the_one_that_is_given()
    {
        var errors = new StepReader().Read($$"""{ "url": "http://a/", "body": { "type": "raw", "content": {{JsonSerializer.Serialize("Tags:\n  {% for t in tags %}{{ t }}")}} } }""").Errors;
        Assert.Equal(Block("text").Trim(), Assert.Single(errors).Message);
    }

    [Fact]
    public void Every_rule_under_which_a_template_differs_is_on_the_page()
    {
        var rules = new[] { "tags.txt", "filters.txt" }.SelectMany(ConformanceCase.Read).Select(static row => row.Rule).OfType<string>().Distinct().ToArray();
        Assert.InRange(rules.Length, 5, 50);
        Assert.All(rules, static rule => Assert.Contains($"| `{rule}` |", Page, StringComparison.Ordinal));
    }

    private static string Block(string kind) => Regex.Match(Page, $"^```{kind}\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups["text"].Value;

    [GeneratedRegex(@"^\| `(?<template>[^`]*[{][{%][^`]*)` \| (?<result>`[^\n]*`|error: [^\n]*?) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
