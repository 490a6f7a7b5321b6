namespace HttpRequestSteps.Tests;

/// <summary><c>--settings</c>: what is wrong with the files is told at its place, as <c>validate</c> does.</summary>
public sealed class SettingsOptionTests
{
    private readonly string _step = Httpstep.File("""{ "url": "https://example.com" }""");

    [Theory]
    [InlineData("{\n  \"HttpRequestSteps\": {\n    \"Limits\": 1,,\n} }", "(3,17): $: Not valid JSON: ")]
    [InlineData("", "(1,1): $: There is nothing in it; expected JSON.")]
    [InlineData("{\n  \"HttpRequestStep\": { \"Limits\": { \"MaxTimeout\": \"1m\" } }\n}", "(2,3): $.HttpRequestStep: Unknown section \"HttpRequestStep\"; did you mean \"HttpRequestSteps\".")]
    [InlineData("{ \"Logging\": {} }", "(1,1): $: The settings have no section \"HttpRequestSteps\".")]
    [InlineData("{\n \"HttpRequestSteps\": {\n  \"Limits\": { \"MaxTimeot\": 1 }\n }\n}", "(3,15): $.HttpRequestSteps.Limits.MaxTimeot: Unknown property \"MaxTimeot\"; did you mean \"maxTimeout\".")]
    [InlineData("{\n \"HttpRequestSteps\": {\n  \"Connections\": { \"a\": { \"BaseUrl\": \"ftp://x\" } }\n }\n}", "(3,38): $.HttpRequestSteps.Connections.a.BaseUrl: ")]
    [InlineData("{\n \"HttpRequestSteps\": {\n  \"Connections\": { \"a\": { \"Timeout\": true } }\n }\n}", "(3,38): $.HttpRequestSteps.Connections.a.Timeout: Expected a duration")]
    public async Task Errors_of_a_settings_file_carry_file_and_place(string settings, string error)
    {
        var file = Httpstep.File(settings, "appsettings.json");

        foreach (var arguments in new string[][] { ["run", _step], ["render", _step], ["validate", _step] })
        {
            var run = await Httpstep.RunAsync([.. arguments, "--settings", file]);

            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.StartsWith(file + error, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_and_environment_are_judged_together_and_each_error_at_its_file()
    {
        var first = Httpstep.File("""{ "HttpRequestSteps": { "Connections": { "a": { "Authentication": { "Type": "basic", "Username": "u" } } } } }""", "1.json");
        var second = Httpstep.File("""{ "HttpRequestSteps:Connections:a:BaseUrl": "https://example.com", "HttpRequestSteps": { "Connections": { "a": { "Authentication": { "Password": "p" } } } } }""", "2.json");
        var third = Httpstep.File("""{ "HttpRequestSteps": { "Limit": {} } }""", "3.json");

        var good = await Httpstep.RunAsync("render", _step, "--settings", first, "--settings", second);
        var bad = await Httpstep.RunAsync(["render", _step, "--settings", first, "--settings", second, "--settings", third], "", new Dictionary<string, string> { ["HttpRequestSteps__Bogus"] = "1" });

        Assert.Equal((0, ""), (good.ExitCode, good.Error));
        Assert.Equal(2, bad.ExitCode);
        Assert.Equal(
            [$"{third}(1,25): $.HttpRequestSteps.Limit: Unknown property \"Limit\"; did you mean \"limits\".", "httpstep: the settings: $.HttpRequestSteps.Bogus: Unknown property \"Bogus\"; known here are connections, secrets, egress, limits, defaults."],
            bad.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Validate_takes_a_misspelt_section_for_settings_and_not_for_a_step()
    {
        var settings = Httpstep.File("{\n  \"HttpRequestStep\": {}\n}", "appsettings.json");
        var step = Httpstep.File("""{ "url": "https://example.com", "HttpRequestStep": {} }""");

        var run = await Httpstep.RunAsync("validate", settings, step);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            [$"{settings}(2,3): $.HttpRequestStep: Unknown section \"HttpRequestStep\"; did you mean \"HttpRequestSteps\".", $"{step}(1,33): $.HttpRequestStep: Unknown property \"HttpRequestStep\"."],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
