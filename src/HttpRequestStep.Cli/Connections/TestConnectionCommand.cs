using System.CommandLine;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep test-connection</c>.</summary>
internal static class TestConnectionCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The name of a connection in the settings." };
        var url = new Option<string>("--url") { Description = "What to ask for, relative to the BaseUrl: an address that needs the credentials and changes nothing.", HelpName = "URL", DefaultValueFactory = _ => string.Empty };
        var method = new Option<string>("--method") { Description = "The method.", HelpName = "METHOD", DefaultValueFactory = _ => "GET" };
        var options = new StepOptions();
        var command = new Command("test-connection", """
            Sends one request with a connection's credentials and says which stage failed: settings, token, egress, proxy, dns, connect, tls, answer, credentials.

            Examples:
              httpstep test-connection orders-api --settings appsettings.json
              httpstep test-connection orders-api --settings appsettings.json --url /me --set account=ann

            Exit codes: 0 every stage passed, 1 one failed, 2 invalid usage or settings, 130 cancelled.
            """);
        command.Arguments.Add(name);
        foreach (var option in new Option[] { url, method, options.Input, options.Set, options.Settings, options.Secret, options.AllowPrivate, options.Output, options.Quiet })
        {
            command.Options.Add(option);
        }

        command.SetGuardedAction((parsed, cancellationToken) => TestAsync(parsed.GetValue(name)!, parsed.GetValue(url)!, parsed.GetValue(method)!, options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> TestAsync(string name, string url, string method, StepOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var host = StepHost.Create(
            parsed.GetValue(options.Settings) ?? [], StepSession.Secrets(parsed.GetValue(options.Secret) ?? []), parsed.GetValue(options.AllowPrivate), Path.GetTempPath());
        var input = StepInputBuilder.Build(parsed.GetValue(options.Input), parsed.GetValue(options.Set) ?? [], []);
        using var output = ResultOutput.Open(parsed.GetValue(options.Output));
        var test = await host.ConnectionTester.TestAsync(name, url, method, input, cancellationToken);
        if (test.Result.Failure is { Kind: FailureKind.Invalid } invalid)
        {
            throw new UsageException(invalid.Errors.Count > 0 ? string.Join(' ', invalid.Errors.Select(error => error.Message)) : invalid.Message);
        }

        var isWritten = output.Write(stream => Write(stream, test));
        if (!parsed.GetValue(options.Quiet))
        {
            Console.Error.WriteLine((test.Succeeded ? "passed: " : $"failed at {EnumName.Of(test.FailedStage!.Value)}: ") + TerminalText.Line(test.Message));
        }

        return !isWritten ? ExitCodes.Failed
            : test.Result.Failure?.Kind == FailureKind.Cancelled ? ExitCodes.Cancelled
            : test.Succeeded ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    private static void Write(Stream stream, ConnectionTestResult test)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = StepResultConverter.Encoder });
        writer.WriteStartObject();
        writer.WriteString("connection", test.Connection);
        writer.WriteString("outcome", test.Succeeded ? "succeeded" : "failed");
        writer.WriteString("message", test.Message);
        writer.WriteStartArray("stages");
        foreach (var stage in test.Stages)
        {
            writer.WriteStartObject();
            writer.WriteString("stage", EnumName.Of(stage.Stage));
            writer.WriteString("outcome", EnumName.Of(stage.Outcome));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("result");
        test.Result.WriteTo(writer);
        writer.WriteEndObject();
    }
}
