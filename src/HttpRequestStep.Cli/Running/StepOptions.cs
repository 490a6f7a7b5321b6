using System.CommandLine;

namespace HttpRequestSteps.Cli;

/// <summary>The options that every command about one step shares.</summary>
internal sealed class StepOptions
{
    public Argument<string> Step { get; } = new("STEP.json") { Description = "The step definition; - reads it from standard input." };

    public Option<string?> Input { get; } = new("--input") { Description = "A JSON object with the variables; - reads it from standard input.", HelpName = "FILE" };

    public Option<string[]> Set { get; } = new("--set") { Description = "One variable: name=text, or name:=json. Dots nest; wins over --input. May be repeated.", HelpName = "name=text", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    public Option<string[]> File { get; } = new("--file") { Description = "Binds a file to {{ files.NAME }}. May be repeated.", HelpName = "NAME=PATH", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    public Option<string[]> Settings { get; } = new("--settings") { Description = "A settings file with a section HttpRequestSteps. May be repeated; later ones win, environment variables on top.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    public Option<string[]> Secret { get; } = new("--secret") { Description = "One secret for {{ secrets.NAME }}. Prefer an environment variable HttpRequestSteps__Secrets__NAME: a command line can be read by others. May be repeated.", HelpName = "NAME=VALUE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    public Option<bool> AllowPrivate { get; } = new("--allow-private") { Description = "Lets the step reach loopback and private networks, such as a local server." };

    public Option<string> State { get; } = new("--state") { Description = "The folder of received files: they are kept under DIR/files, and a body may refer to them there.", HelpName = "DIR", DefaultValueFactory = _ => ".httpstep" };

    public Option<string?> Output { get; } = new("--output") { Description = "Writes the result to a file instead of standard output.", HelpName = "FILE" };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Nothing on standard error but errors of usage and definition." };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Spans and attempts on standard error." };

    /// <summary>Render knows the options that mean something to run alone, so that one command line serves both, but does not offer them.</summary>
    public void FitToRender()
    {
        Output.Description = "Writes the rendered request to a file instead of standard output.";
        AllowPrivate.Hidden = Quiet.Hidden = Verbose.Hidden = true;
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(Step);
        foreach (var option in new Option[] { Input, Set, File, Settings, Secret, AllowPrivate, State, Output, Quiet, Verbose })
        {
            command.Options.Add(option);
        }
    }
}
