using System.CommandLine;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep run</c>.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var options = new StepOptions();
        var command = new Command("run", """
            Executes one step and prints its result as JSON.

            Examples:
              httpstep run order.json --set order.id=42
              httpstep run order.json --input order-input.json --settings appsettings.json
              httpstep run upload.json --file report=./report.pdf --secret api=$API_KEY
              httpstep run local.json --allow-private --verbose

            Exit codes: 0 succeeded or continued, 1 failed (the result still holds everything) or the result could not be written, 2 invalid definition, usage or settings, 130 cancelled.
            """);
        options.AddTo(command);
        command.SetGuardedAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(StepOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var session = StepSession.Open(options, parsed);
        using var spans = parsed.GetValue(options.Verbose) && !parsed.GetValue(options.Quiet) ? new SpanPrinter(Console.Error) : null;
        var result = await session.Host.Executor.ExecuteAsync(session.Step, session.Input, cancellationToken);
        if (result.Failure?.Kind == FailureKind.Invalid)
        {
            throw new FileErrorsException(StepFiles.Lines(parsed.GetValue(options.Step)!, result.Failure.Errors));
        }

        var isWritten = false;
        try
        {
            isWritten = session.Output.Write(stream => Write(stream, result));
        }
        finally
        {
            Tell(options, parsed, result);
        }

        return isWritten ? ExitCode(result) : ExitCodes.Failed;
    }

    private static void Write(Stream stream, StepResult result)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = StepResultConverter.Encoder });
        result.WriteTo(writer);
    }

    private static void Tell(StepOptions options, ParseResult parsed, StepResult result)
    {
        if (!parsed.GetValue(options.Quiet))
        {
            new RunReport(Console.Error, parsed.GetValue(options.State)!).Write(result, parsed.GetValue(options.Verbose));
        }
    }

    private static int ExitCode(StepResult result) => result.Failure?.Kind == FailureKind.Cancelled
        ? ExitCodes.Cancelled
        : result.Outcome == StepOutcome.Failed ? ExitCodes.Failed : ExitCodes.Succeeded;
}
