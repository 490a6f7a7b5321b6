using System.CommandLine;
using System.CommandLine.Invocation;

namespace HttpRequestSteps.Cli;

/// <summary>The commands, and what is said about wrong usage. Standard output is only ever a result, so that goes to standard error.</summary>
internal static class CommandLine
{
    private const string Help = "--help";

    public static async Task<int> RunAsync(string[] args)
    {
        var root = CreateRoot();
        if (args.Length == 0)
        {
            await InvokeAsync(root.Parse(Help), Console.Error);
            return ExitCodes.Invalid;
        }

        var parsed = root.Parse(args[0] == "help" ? [.. args[1..], Help] : args);
        if (UnknownOption.Find(parsed) is { } unknown)
        {
            Console.Error.WriteLine("httpstep: " + unknown);
            return ExitCodes.Invalid;
        }

        if (parsed.Action is ParseErrorAction misuse)
        {
            misuse.ShowHelp = false;
            await InvokeAsync(parsed, Console.Error);
            return ExitCodes.Invalid;
        }

        return await InvokeAsync(parsed, Console.Out);
    }

    private static Task<int> InvokeAsync(ParseResult parsed, TextWriter output) =>
        parsed.InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });

    private static RootCommand CreateRoot() => new("Runs, renders and validates HTTP request steps, and syncs rows over them.")
    {
        RunCommand.Create(),
        RenderCommand.Create(),
        SyncCommand.Create(),
        HistoryCommand.Create(),
        ValidateCommand.Create(),
        SchemaCommand.Create(),
        TestConnectionCommand.Create(),
        ServeCommand.Create(),
        DemoCommand.Create(),
    };
}
