using System.CommandLine;

namespace HttpRequestSteps.Cli;

/// <summary>The options of <c>httpstep sync</c>.</summary>
internal sealed class SyncOptions
{
    private readonly StepOptions _step = new();

    public Argument<string> Sync { get; } = new("SYNC.json") { Description = "The sync definition; - reads it from standard input." };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Counts and sample requests only: nothing is sent, nothing is kept." };

    public Option<bool> Confirm { get; } = new("--confirm") { Description = "Lets a run pass that the guard stopped, whatever it removes. With --watch only the first run." };

    public Option<string?> Watch { get; } = new("--watch") { Description = "Runs again and again, so long after the end of the last run.", HelpName = "INTERVAL" };

    public Option<string> State { get; } = new("--state") { Description = "The folder of the state: what was delivered, what is pending, the history. The default is in the current folder, not in that of the definition: a scheduled job should name one.", HelpName = "DIR", DefaultValueFactory = _ => ".httpstep" };

    public Option<string[]> Settings => _step.Settings;

    public Option<string[]> Secret => _step.Secret;

    public Option<bool> AllowPrivate => _step.AllowPrivate;

    public Option<string?> Output => _step.Output;

    public Option<bool> Quiet => _step.Quiet;

    public Option<bool> Verbose => _step.Verbose;

    public void AddTo(Command command)
    {
        AllowPrivate.Description = "Lets the requests reach loopback and private networks, such as a local server.";
        Output.Description = "Writes the report to a file instead of standard output.";
        Quiet.Description = "Nothing on standard error but errors of usage and definition.";
        Verbose.Description = "Spans and attempts on standard error.";
        command.Arguments.Add(Sync);
        foreach (var option in new Option[] { DryRun, Confirm, Watch, State, Settings, Secret, AllowPrivate, Output, Quiet, Verbose })
        {
            command.Options.Add(option);
        }
    }
}
