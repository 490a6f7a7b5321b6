using System.CommandLine;
using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep sync</c>.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var options = new SyncOptions();
        var command = new Command("sync", """
            Delivers the rows that were added, changed or removed since the last run, and prints the report as JSON.

            Examples:
              httpstep sync contacts.json --dry-run
              httpstep sync contacts.json --settings appsettings.json
              httpstep sync contacts.json --watch 5m

            Exit codes: 0 succeeded, 1 failed (the source, the state, or another run holds it), 2 invalid definition, usage or settings, 3 rows are still undelivered (they come back in the next run), 4 a guard stopped the run before its first request, 130 cancelled (the next run goes on).
            """);
        options.AddTo(command);
        command.SetGuardedAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SyncOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(options.Sync)!;
        var watch = Watch(parsed.GetValue(options.Watch));
        using var host = StepHost.Create(parsed.GetValue(options.Settings) ?? [], StepSession.Secrets(parsed.GetValue(options.Secret) ?? []), parsed.GetValue(options.AllowPrivate), parsed.GetValue(options.State)!);
        using var output = ResultOutput.Open(parsed.GetValue(options.Output));
        var isQuiet = parsed.GetValue(options.Quiet);
        using var spans = parsed.GetValue(options.Verbose) && !isQuiet ? new SpanPrinter(Console.Error) : null;
        for (var isFirst = true; ; isFirst = false)
        {
            var definition = ReadDefinition(host, file);
            using var progress = isQuiet ? null : SyncProgressPrinter.Start(Console.Error, !Console.IsErrorRedirected);
            var report = await host.SyncEngine.RunAsync(definition, Options(options, parsed, file, isFirst) with { Progress = progress }, cancellationToken);
            progress?.Stop();
            var isWritten = output.Write(stream => StepSession.WriteText(stream, report.ToJson()));
            if (!isQuiet)
            {
                SyncReportText.Write(Console.Error, report, parsed.GetValue(options.State)!);
            }

            if (watch is not { } interval || report.Outcome == SyncOutcome.Cancelled)
            {
                return isWritten ? ExitCode(report) : ExitCodes.Failed;
            }

            await Task.Delay(interval, cancellationToken);
        }
    }

    /// <summary>How a run goes. What was confirmed is what the first one finds, and not what a later one may.</summary>
    internal static SyncRunOptions Options(SyncOptions options, ParseResult parsed, string file, bool isFirst) => new()
    {
        StateDirectory = parsed.GetValue(options.State)!,
        BaseDirectory = file == "-" ? null : Path.GetDirectoryName(Path.GetFullPath(file)),
        Confirm = isFirst && parsed.GetValue(options.Confirm),
        DryRun = parsed.GetValue(options.DryRun),
    };

    /// <summary>The definition of a file.</summary>
    /// <exception cref="FileErrorsException">It is invalid.</exception>
    public static SyncDefinition ReadDefinition(StepHost host, string file)
    {
        var read = host.SyncReader.Read(StepFiles.Read(file));
        return read.Definition ?? throw new FileErrorsException(StepFiles.Lines(file, read.Errors));
    }

    private static TimeSpan? Watch(string? interval)
    {
        if (interval is null)
        {
            return null;
        }

        try
        {
            var duration = DurationConverter.Parse(interval);
            return duration > TimeSpan.Zero ? duration : throw new UsageException("--watch: the duration must be more than 0.");
        }
        catch (JsonException)
        {
            throw new UsageException($"--watch {interval}: expected a duration such as 30s, 5m or 1h.");
        }
    }

    private static int ExitCode(SyncReport report) => report.Outcome switch
    {
        SyncOutcome.Succeeded => ExitCodes.Succeeded,
        SyncOutcome.Cancelled => ExitCodes.Cancelled,
        SyncOutcome.Halted => report.IsGuarded ? ExitCodes.Guarded : ExitCodes.Undelivered,
        SyncOutcome.CompletedWithFailures => ExitCodes.Undelivered,
        _ => ExitCodes.Failed,
    };
}
