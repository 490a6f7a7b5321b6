using System.CommandLine;
using System.Globalization;
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

            Exit codes: 0 succeeded or continued, 1 failed (the result still holds everything), 2 invalid definition, usage or settings, 130 cancelled.
            """);
        options.AddTo(command);
        command.SetGuardedAction((parsed, cancellationToken) => RunAsync(options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(StepOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var session = StepSession.Open(options, parsed);
        if (session is null)
        {
            return ExitCodes.Invalid;
        }

        var result = await session.Host.Executor.ExecuteAsync(session.Step, session.Input, cancellationToken);
        if (result.Failure?.Kind == FailureKind.Invalid)
        {
            StepFiles.WriteErrors(Console.Error, parsed.GetValue(options.Step)!, result.Failure.Errors);
            return ExitCodes.Invalid;
        }

        await StepSession.WriteOutputAsync(parsed.GetValue(options.Output), stream => Write(stream, result));
        if (!parsed.GetValue(options.Quiet))
        {
            Tell(result, parsed.GetValue(options.Verbose));
        }

        return ExitCode(result);
    }

    private static void Write(Stream stream, StepResult result)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = StepResultConverter.Encoder });
        result.WriteTo(writer);
    }

    private static void Tell(StepResult result, bool verbose)
    {
        if (verbose)
        {
            foreach (var attempt in result.Attempts)
            {
                var status = attempt.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? attempt.Kind.ToString();
                var wait = attempt.Delay is { } delay ? string.Create(CultureInfo.InvariantCulture, $", again in {delay.TotalMilliseconds:0} ms ({attempt.RetryReason})") : string.Empty;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"attempt {attempt.Number}: {status} in {attempt.Duration.TotalMilliseconds:0.0} ms, {attempt.Delivery}{wait}"));
            }
        }

        if (result.Failure is { } failure)
        {
            Console.Error.WriteLine($"{result.Outcome}: {TerminalText.Line(failure.Message)} (kind {failure.Kind}, delivery {failure.Delivery})");
        }
    }

    private static int ExitCode(StepResult result) => result.Failure?.Kind == FailureKind.Cancelled
        ? ExitCodes.Cancelled
        : result.Outcome == StepOutcome.Failed ? ExitCodes.Failed : ExitCodes.Succeeded;
}
