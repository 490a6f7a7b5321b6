using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep demo</c>: the inspector, and three steps and a sync against it, narrated.</summary>
internal sealed class DemoCommand(TextWriter output, bool colour)
{
    private const string OrderInput = """{ "order": { "id": "A/42", "customer": "Ann \"The Quote\" O'Hara", "total": 129.90 } }""";

    private static readonly Scene[] Scenes =
    [
        new("create-order.json", "One step, rendered and run", "Values become JSON or parts of a URL, never structure: look at the id with its slash and the name with its quotes. The token is redacted.\nRender and run are two executions: each makes its own run id and idempotency key.") { Input = OrderInput, IsEchoed = true },
        new("retry.json", "A server that fails twice", "5xx is tried again at the intervals the definition gives; every attempt stays in the result."),
        new("continue.json", "An error the flow may go on after", "Retry and continue are two axes. The result still holds status, headers and body, and \"error\": true."),
    ];

    public static Command Create()
    {
        var command = new Command("demo", "Starts a local server, runs three steps and a sync against it and shows what goes over the wire.");
        command.SetGuardedAction((_, cancellationToken) =>
        {
            Console.OutputEncoding = Encoding.UTF8;
            var isPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
            return new DemoCommand(Console.Out, colour: !isPlain).RunAsync(cancellationToken);
        });
        return command;
    }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var printer = new InspectorPrinter(output, new() { Colour = colour });
        await using var server = await InspectorServer.StartAsync(new InspectorOptions { Exchanged = printer.Print }, cancellationToken);
        output.WriteLine($"A local inspector answers on {server.Address.GetLeftPart(UriPartial.Authority)}; nothing leaves this machine.");
        using var host = StepHost.Create([], new Dictionary<string, string> { ["orders"] = "demo-token-4711" }, allowPrivate: true, ".httpstep", options =>
            options.Connections["demo"] = new StepConnection { BaseUrl = server.Address.GetLeftPart(UriPartial.Authority) });
        var failed = 0;
        for (var i = 0; i < Scenes.Length; i++)
        {
            failed += await PlayAsync(host, i + 1, Scenes[i], cancellationToken) ? 0 : 1;
        }

        Heading($"{Scenes.Length + 1}. A file that is kept in sync");
        failed += await new SyncScene(host, output, Heading, Read).PlayAsync(cancellationToken) ? 0 : 1;
        output.WriteLine();
        output.WriteLine("Next: httpstep serve, write a step.json of your own, then httpstep run step.json --allow-private. See docs/getting-started.md, and docs/sync/first-run.md for syncs.");
        return failed == 0 ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    private async Task<bool> PlayAsync(StepHost host, int number, Scene scene, CancellationToken cancellationToken)
    {
        var definition = Read(scene.File);
        Heading($"{number}. {scene.Title}");
        output.WriteLine(scene.Story);
        output.WriteLine();
        output.WriteLine(definition.TrimEnd());
        var step = host.Reader.Parse(definition);
        var input = StepInput.FromJson(scene.Input ?? "{}");
        if (scene.Input is not null)
        {
            Heading("   Its input");
            output.WriteLine(scene.Input);
        }

        Heading("   What httpstep render --as curl prints");
        output.WriteLine(CurlText.Of(await host.Executor.RenderAsync(step, input, cancellationToken)));

        Heading("   What the server saw and answered");
        var result = await host.Executor.ExecuteAsync(step, input, cancellationToken);

        Heading("   The result");
        output.WriteLine(scene.IsEchoed ? WithoutBody(result) : result.ToJson());
        return result.Outcome != StepOutcome.Failed;
    }

    private void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(colour ? $"\u001b[1;36m{text}\u001b[0m" : text);
        output.WriteLine();
    }

    /// <summary>The result without the echoed body, which was just shown.</summary>
    private static string WithoutBody(StepResult result)
    {
        using var json = JsonDocument.Parse(result.ToJson());
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = StepResultConverter.Encoder }))
        {
            writer.WriteStartObject();
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "body")
                {
                    writer.WriteString("body", "… the echo of the request above …");
                }
                else
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Read(string file)
    {
        using var stream = typeof(DemoCommand).Assembly.GetManifestResourceStream("demo/" + file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>One part of the demo.</summary>
    private sealed record Scene(string File, string Title, string Story)
    {
        public string? Input { get; init; }

        /// <summary>Whether the server answers with the request itself, which was just shown.</summary>
        public bool IsEchoed { get; init; }
    }
}
