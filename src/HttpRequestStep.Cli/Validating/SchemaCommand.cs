using System.CommandLine;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep schema</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var kind = new Argument<string>("KIND") { Description = "step, sync or settings." };
        kind.AcceptOnlyFromAmong("step", "sync", "settings");
        var command = new Command("schema", """
            Prints the JSON Schema of a file format, for editors.

            Example:
              httpstep schema step > step.v1.json
            """);
        command.Arguments.Add(kind);
        command.SetGuardedAction((parsed, _) => Task.FromResult(Print(parsed.GetValue(kind)!)));
        return command;
    }

    private static int Print(string kind)
    {
        using var schema = (kind == "sync" ? typeof(SyncDefinition) : typeof(HttpRequestStep)).Assembly.GetManifestResourceStream($"schemas/{kind}.v1.json")
            ?? throw new UsageException($"There is no schema of \"{kind}\".");
        using var standardOutput = new StandardOutput();
        schema.CopyTo(standardOutput);
        return ExitCodes.Succeeded;
    }
}
