using System.CommandLine;
using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary><c>httpstep history</c>.</summary>
internal static class HistoryCommand
{
    private const string Failed = "failed";

    public static Command Create()
    {
        var sync = new Argument<string>("SYNC") { Description = "The name of a sync, or its definition file." };
        var rows = new Option<string?>("--rows") { Description = "failed: the rows that are not delivered, with the reason of each.", HelpName = Failed };
        rows.AcceptOnlyFromAmong(Failed);
        var requests = new Option<bool>("--requests") { Description = "The last requests and their answers; secrets redacted." };
        var retry = new Option<bool>("--retry") { Description = "Lets the next run try again the rows that were given up." };
        var limit = new Option<int>("--limit") { Description = "How many to print.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var state = new Option<string>("--state") { Description = "The folder of the state.", HelpName = "DIR", DefaultValueFactory = _ => ".httpstep" };
        var command = new Command("history", """
            Prints the past runs of a sync as JSON, or the rows that are not delivered, or the last requests and their answers.

            Examples:
              httpstep history contacts
              httpstep history contacts --rows failed
              httpstep history contacts --requests --limit 5
              httpstep history contacts --retry
            """);
        command.Arguments.Add(sync);
        foreach (var option in new Option[] { rows, requests, retry, limit, state })
        {
            command.Options.Add(option);
        }

        command.SetGuardedAction((parsed, _) => Task.FromResult(Print(
            Name(parsed.GetValue(sync)!), parsed.GetValue(state)!, parsed.GetValue(limit), parsed.GetValue(rows) is not null, parsed.GetValue(requests), parsed.GetValue(retry))));
        return command;
    }

    private static int Print(string sync, string state, int limit, bool rows, bool requests, bool retry)
    {
        if (new[] { rows, requests, retry }.Count(static asked => asked) > 1)
        {
            throw new UsageException("--rows, --requests and --retry: only one of them at a time.");
        }

        if (limit < 1)
        {
            throw new UsageException("--limit: expected a number from 1.");
        }

        try
        {
            using var history = SyncHistory.Open(state, sync);
            if (retry)
            {
                Console.Error.WriteLine($"{history.Retry()} rows are tried again in the next run.");
                return ExitCodes.Succeeded;
            }

            using var output = new StandardOutput();
            using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = StepResultConverter.Encoder });
            try
            {
                SyncHistoryJson.Write(writer, history, limit, rows, requests);
            }
            catch (CorruptStateException)
            {
                // Half an object helps nobody.
                writer.Reset();
                throw;
            }

            writer.Flush();
            output.Write("\n"u8);
            return ExitCodes.Succeeded;
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new UsageException(exception.Message);
        }
        catch (Exception exception) when (exception is CorruptStateException or SyncBusyException)
        {
            Console.Error.WriteLine("httpstep: " + exception.Message);
            return ExitCodes.Failed;
        }
    }

    /// <summary>A definition file stands for the name in it.</summary>
    private static string Name(string sync)
    {
        if (!sync.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || !File.Exists(sync))
        {
            return sync;
        }

        var errors = new List<DefinitionError>();
        var bytes = StepFiles.Read(sync);
        return JsonSourceText.Read(bytes, errors)?.Root.Find("name") is { Kind: JsonTokenType.String } name
            ? JsonElement.Parse(bytes.AsSpan()[name.Start..name.End]).GetString()!
            : throw new UsageException($"{sync}: it has no \"name\".");
    }
}
