using System.CommandLine;
using System.CommandLine.Invocation;
using HttpRequestSteps.Cli;

var root = new RootCommand("Runs, renders and validates HTTP request steps.")
{
    RunCommand.Create(),
    RenderCommand.Create(),
    ValidateCommand.Create(),
    SchemaCommand.Create(),
    ServeCommand.Create(),
    DemoCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction misuse)
{
    // Stdout is only ever a result: what is wrong with the usage goes to stderr, without the whole help after it.
    misuse.ShowHelp = false;
    await parsed.InvokeAsync(new InvocationConfiguration { Output = Console.Error });
    return ExitCodes.Invalid;
}

return await parsed.InvokeAsync();
