using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>What is said about wrong usage, and what the help offers.</summary>
public sealed class UsageTests
{
    private static readonly string[] NoArguments = [];

    [Theory]
    [InlineData("run --bogus STEP", "Unknown option \"--bogus\".", "httpstep run --help")]
    [InlineData("run STEP --bogus", "Unknown option \"--bogus\".", "httpstep run --help")]
    [InlineData("run --secert=a=hush STEP", "Unknown option \"--secert\"; did you mean \"--secret\".", "httpstep run --help")]
    [InlineData("render -x STEP", "Unknown option \"-x\".", "httpstep render --help")]
    [InlineData("validate --seting STEP", "Unknown option \"--seting\"; did you mean \"--settings\".", "httpstep validate --help")]
    [InlineData("serve --prot 1", "Unknown option \"--prot\"; did you mean \"--port\".", "httpstep serve --help")]
    [InlineData("--bogus", "Unknown option \"--bogus\".", "httpstep --help")]
    public async Task An_unknown_option_is_named_with_the_nearest_known_one(string arguments, string message, string help)
    {
        var step = Httpstep.File("""{ "url": "https://example.com" }""");

        var run = await Httpstep.RunAsync([.. arguments.Replace("STEP", step, StringComparison.Ordinal).Split(' ')]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal($"httpstep: {message} {help} lists them all.\n", run.Error);
    }

    [Fact]
    public async Task A_file_may_be_named_like_an_option_behind_two_dashes()
    {
        var step = Httpstep.File("""{ "url": "https://example.com" }""", "--step");

        var run = await Httpstep.RunAsync(["render", "--", "--step"], "", null, Path.GetDirectoryName(step));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Without_arguments_the_help_goes_to_standard_error_and_exits_2()
    {
        var run = await Httpstep.RunAsync(NoArguments, "");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Commands:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help run", "run --help")]
    public async Task Help_is_a_command_too(string command, string option)
    {
        var (asCommand, asOption) = (await Httpstep.RunAsync(command.Split(' ')), await Httpstep.RunAsync(option.Split(' ')));

        Assert.Equal((0, asOption.Output, ""), (asCommand.ExitCode, asCommand.Output, asCommand.Error));
        Assert.StartsWith("Description:", asCommand.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_offers_only_what_means_something_to_it_and_accepts_the_rest()
    {
        var help = (await Httpstep.RunAsync("render", "--help")).Output;
        var render = await Httpstep.RunAsync("render", Httpstep.File("""{ "url": "https://example.com" }"""), "--verbose", "--quiet", "--allow-private");

        Assert.All(["--verbose", "--quiet", "--allow-private"], option => Assert.DoesNotContain(option, help, StringComparison.Ordinal));
        Assert.Contains("Writes the rendered request to a file", help, StringComparison.Ordinal);
        Assert.Equal((0, "GET"), (render.ExitCode, JsonElement.Parse(render.Output).GetProperty("method").GetString()));
    }

    [Theory]
    [InlineData("run", "--set", "--file", "--secret", "--settings")]
    [InlineData("render", "--set", "--file", "--secret", "--settings")]
    [InlineData("validate", "--settings")]
    public async Task Options_that_may_be_repeated_say_so(string command, params string[] options)
    {
        var lines = (await Httpstep.RunAsync(command, "--help")).Output.Split('\n');

        Assert.All(options, option => Assert.Contains("May be repeated", lines.Single(line => line.StartsWith($"  {option} ", StringComparison.Ordinal)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_documents_its_exit_codes_and_what_quiet_leaves()
    {
        var help = (await Httpstep.RunAsync("serve", "--help")).Output;

        Assert.Contains("0 stopped with Ctrl-C", help, StringComparison.Ordinal);
        Assert.Contains("With --port 0 the address is told all the same", help, StringComparison.Ordinal);
    }
}
