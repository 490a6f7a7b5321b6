using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>What standard error says of a failure.</summary>
public sealed class FailureTextTests
{
    [Theory]
    [InlineData("""{ "url": "https://example.com/", "headers": { "X-Key": "{{ secrets.key }}" } }""", "hint: give the secret with --secret key=VALUE, or with the environment variable HttpRequestSteps__Secrets__key.")]
    [InlineData("""{ "url": "https://example.com/", "method": "POST", "body": { "type": "file", "file": "{{ files.report }}" } }""", "hint: bind the file with --file report=PATH.")]
    [InlineData("""{ "url": "https://example.com/{{ files.report.name }}" }""", "hint: bind the file with --file report=PATH.")]
    public async Task A_missing_secret_or_file_names_the_option_that_brings_it(string definition, string hint)
    {
        var step = Httpstep.File(definition);

        var run = await Httpstep.RunAsync("run", step);
        var render = await Httpstep.RunAsync("render", step);

        Assert.Equal((1, 1), (run.ExitCode, render.ExitCode));
        Assert.Contains(hint + "\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(hint + "\n", render.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_failure_has_no_hint()
    {
        var run = await Httpstep.RunAsync("run", Httpstep.File("""{ "url": "https://example.com/{{ x }}" }"""));

        Assert.DoesNotContain("hint", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_those_of_the_result_and_a_question_ends_a_sentence()
    {
        var step = Httpstep.File($$"""{ "url": "http://127.0.0.1:{{Steps.FreePort()}}/" }""");

        var run = await Httpstep.RunAsync("run", step, "--allow-private", "--verbose");

        Assert.Matches("^span GET: [0-9.]+ ms, http.request.method=GET [^\n]* error.type=Connect\nattempt 1: connect in [0-9.]+ ms, notSent\nfailed: .* is the server running there\\? \\(kind connect, delivery notSent\\)\n$", run.Error);
        Assert.EndsWith("running there?", JsonElement.Parse(run.Output).GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_excerpt_of_a_broken_body_keeps_its_lines()
    {
        const string excerpt = "\n    [Ada]\n     ^\n  Write quotes around it, \"{{ v }}\"";
        var step = Httpstep.File("""{ "method": "POST", "url": "https://example.com/", "body": { "type": "jsonTemplate", "template": "[{{ v }}]" } }""");

        var run = await Httpstep.RunAsync("run", step, "--set", "v=Ada");
        var render = await Httpstep.RunAsync("render", step, "--set", "v=Ada");

        Assert.Contains(excerpt, run.Error, StringComparison.Ordinal);
        Assert.Contains(excerpt, render.Error, StringComparison.Ordinal);
    }
}
