using System.CommandLine;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep validate</c>.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Step, sync or settings files.", Arity = ArgumentArity.OneOrMore };
        var settings = new Option<string[]>("--settings") { Description = "Settings whose connections the steps may name. May be repeated; later ones win.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        var command = new Command("validate", """
            Checks step, sync and settings files without network; prints every error, one a line: file(line,col): path: message.

            Examples:
              httpstep validate steps/*.json
              httpstep validate order.json --settings appsettings.json
              httpstep validate appsettings.json
            """);
        command.Arguments.Add(files);
        command.Options.Add(settings);
        command.SetGuardedAction((parsed, _) => Task.FromResult(Validate(parsed.GetValue(files)!, parsed.GetValue(settings) ?? [])));
        return command;
    }

    private static int Validate(string[] files, string[] settings)
    {
        using var host = StepHost.Create(settings, new Dictionary<string, string>(), allowPrivate: false, state: ".httpstep");
        var invalid = 0;
        foreach (var file in files)
        {
            var errors = Check(host, StepFiles.Read(file), knowsConnections: settings.Length > 0);
            // One a line, as the contract has it: what follows the first line of a message is an excerpt.
            foreach (var line in StepFiles.Lines(file, errors.Select(static error => error with { Message = error.Message.Split('\n')[0] })))
            {
                Console.Out.WriteLine(line);
            }

            invalid += errors.Count > 0 ? 1 : 0;
        }

        Console.Error.WriteLine(invalid == 0 ? $"{files.Length} valid." : $"{invalid} of {files.Length} invalid.");
        return invalid == 0 ? ExitCodes.Succeeded : ExitCodes.Invalid;
    }

    private static IReadOnlyList<DefinitionError> Check(StepHost host, byte[] file, bool knowsConnections)
    {
        var syntax = new List<DefinitionError>();
        if (JsonSourceText.Read(file, syntax) is not { } source)
        {
            return syntax;
        }

        if (source.Root.Find(SettingsReader.Section) is not null)
        {
            return host.SettingsReader.Validate(file);
        }

        if (source.Root.Find("url") is null && SettingsSection.Misspelt(source) is { } misspelt)
        {
            return [misspelt];
        }

        if (source.Root.Find("triggers") is not null && source.Root.Find("source") is not null)
        {
            return host.SyncReader.Read(file).Errors;
        }

        // Without settings a step's connection may well exist where it will run.
        return (knowsConnections ? host.Reader : new StepReader()).Read(file).Errors;
    }
}
