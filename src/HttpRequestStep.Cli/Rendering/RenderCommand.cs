using System.CommandLine;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep render</c>.</summary>
internal static class RenderCommand
{
    private const string Json = "json";
    private const string Curl = "curl";
    private const string Http = "http";

    public static Command Create()
    {
        var options = new StepOptions();
        var format = new Option<string>("--as") { Description = "json, curl (a cURL command) or http (the raw message).", HelpName = "FORMAT", DefaultValueFactory = _ => Json };
        format.AcceptOnlyFromAmong(Json, Curl, Http);
        var command = new Command("render", """
            Prints the request a step would send, credentials redacted; sends nothing.

            Examples:
              httpstep render order.json --set order.id=42
              httpstep render order.json --input order-input.json --as curl
              httpstep render order.json --as http
            """);
        options.FitToRender();
        options.AddTo(command);
        command.Options.Add(format);
        command.SetGuardedAction((parsed, cancellationToken) => RenderAsync(options, format, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RenderAsync(StepOptions options, Option<string> format, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var session = StepSession.Open(options, parsed);
        try
        {
            var request = await session.Host.Executor.RenderAsync(session.Step, session.Input, cancellationToken);
            var isWritten = session.Output.Write(stream => Write(stream, request, parsed.GetValue(format)!));
            return isWritten ? ExitCodes.Succeeded : ExitCodes.Failed;
        }
        catch (HttpRequestStepException exception)
        {
            Console.Error.WriteLine("httpstep: " + TerminalText.Message(exception.Message));
            if (FailureHint.Of(exception.Result.Failure) is { } hint)
            {
                Console.Error.WriteLine(hint);
            }

            return exception.Result.Failure?.Kind == FailureKind.Invalid ? ExitCodes.Invalid : ExitCodes.Failed;
        }
    }

    private static void Write(Stream stream, RenderedRequestPreview request, string format)
    {
        switch (format)
        {
            case Curl:
                StepSession.WriteText(stream, CurlText.Of(request));
                break;
            case Http:
                HttpText.Write(stream, request);
                break;
            default:
                RequestJsonText.Write(stream, request);
                break;
        }
    }
}
