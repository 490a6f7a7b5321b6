using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep serve</c>: a local inspector, for trying steps with no network.</summary>
internal sealed class ServeCommand
{
    private const int DefaultPort = 8099;

    private const string Description = """
        A local inspector: answers every request, shows it, and can play scripted answers. For trying steps with no network.

        Examples:
          httpstep serve
              echoes every request as JSON on http://127.0.0.1:8099
          httpstep serve --port 0 --script answers.json
              plays scripted answers on any free port
          httpstep serve --json --quiet | jq .body
              one JSON object for each exchange, for programs

        A script is JSON; comments and trailing commas are welcome:
          { "routes": [ { "method": "POST", "path": "/orders/*", "then": "last",
                          "answers": [ { "status": 503, "headers": { "Retry-After": "1" } },
                                       { "delay": "250ms", "body": { "id": 7 } } ] } ] }
          An answer may have status, headers, body, delay, reset, truncate.
          In a path, * stands for one segment and ** for any rest. The first route that matches answers.
          After the last answer: "last" gives it again, "repeat" starts anew, "echo" echoes.

        Exchanges go to stdout; all else, such as the address, to stderr.
        Exit codes: 0 stopped with Ctrl-C, 1 cannot listen or cannot print, 2 invalid script or usage.
        """;

    private readonly Option<int> _port = new("--port") { Description = "Port to listen on; 0 takes any free one.", DefaultValueFactory = _ => DefaultPort };
    private readonly Option<string> _host = new("--host") { Description = "Address to listen on; * is every address of this machine.", DefaultValueFactory = _ => InspectorOptions.DefaultHost };
    private readonly Option<string?> _script = new("--script") { Description = "JSON file of answers to play.", HelpName = "FILE" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Nothing but errors and warnings, and no exchanges unless --json asks for them. With --port 0 the address is told all the same, on stderr: there is no other way to learn it." };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line for each exchange, on stdout." };
    private readonly Option<bool> _showSecrets = new("--show-secrets") { Description = "Show values of Authorization, Cookie, Proxy-Authorization and X-Api-Key." };
    private readonly Option<int> _maxBody = new("--max-body") { Description = "Characters of a body to show.", DefaultValueFactory = _ => InspectorPrinterOptions.DefaultMaxBody, HelpName = "COUNT" };

    public static Command Create() => new ServeCommand().Build();

    private Command Build()
    {
        RequireRange(_port, 0, 65535);
        RequireRange(_maxBody, 0, 64 * 1024 * 1024);
        var command = new Command("serve", Description) { _port, _host, _script, _quiet, _json, _showSecrets, _maxBody };
        command.SetGuardedAction(RunAsync);
        return command;
    }

    private static void RequireRange(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        // Read from the token: asking the result for a value that is no number throws, where the parser itself would report it.
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} must be from {least} to {most}.");
        }
    });

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var error = result.InvocationConfiguration.Error;
        var script = result.GetValue(_script) is { } file ? ReadScript(file) : null;
        var printing = new PrintingGuard();
        try
        {
            await using var server = await InspectorServer.StartAsync(Options(result, script, printing), cancellationToken);
            Welcome(result, server, error);
            await printing.WaitAsync(cancellationToken);
            return ExitCodes.Succeeded;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            error.WriteLine(Explain(exception, result));
            return ExitCodes.Failed;
        }
    }

    private static InspectorScript ReadScript(string file)
    {
        var reading = ScriptReader.Read(StepFiles.Read(file, "--script"));
        return reading.Script ?? throw new FileErrorsException(StepFiles.Lines(file, reading.Errors));
    }

    private InspectorOptions Options(ParseResult result, InspectorScript? script, PrintingGuard printing) => new()
    {
        Host = result.GetValue(_host)!,
        Port = result.GetValue(_port),
        Script = script,
        KeptBodyBytes = Math.Max(InspectorOptions.DefaultKeptBodyBytes, result.GetValue(_maxBody)),
        Exchanged = printing.Around(Printer(result)),
    };

    private Action<RecordedRequest, RecordedAnswer>? Printer(ParseResult result)
    {
        var output = result.InvocationConfiguration.Output;
        var showSecrets = result.GetValue(_showSecrets);
        return (result.GetValue(_json), result.GetValue(_quiet)) switch
        {
            (true, _) => new ExchangeJsonWriter(output, showSecrets).Print,
            (_, true) => null,
            _ => new InspectorPrinter(output, new() { Colour = WantsColour(), ShowSecrets = showSecrets, MaxBody = result.GetValue(_maxBody) }).Print,
        };
    }

    private static bool WantsColour() => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private void Welcome(ParseResult result, InspectorServer server, TextWriter error)
    {
        if (!result.GetValue(_quiet) || result.GetValue(_port) == 0)
        {
            error.WriteLine($"Listening on {server.Address.GetLeftPart(UriPartial.Authority)} (Ctrl-C stops)");
        }

        if (result.GetValue(_host) is not (InspectorOptions.DefaultHost or "localhost" or "::1" or "[::1]"))
        {
            error.WriteLine("warning: other machines may reach this inspector; whatever they send is answered and shown.");
        }

        if (!result.GetValue(_quiet))
        {
            error.Write(Banner());
        }

        error.Flush();
    }

    private static string Banner() =>
        "Every request is echoed as JSON. Paths that do something else:\n"
        + string.Concat(new SpecialPaths().All.Select(path => $"  {path.Shape,-34}{path.Does}\n"))
        + "\n";

    private string Explain(Exception exception, ParseResult result) => exception.InnerException is AddressInUseException
        ? $"Port {result.GetValue(_port)} is taken. Take another with --port, or any free one with --port 0."
        : $"Cannot listen on {result.GetValue(_host)}, port {result.GetValue(_port)}: {exception.Message}";
}
