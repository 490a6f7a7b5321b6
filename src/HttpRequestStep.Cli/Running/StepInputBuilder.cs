using System.Text.Json;
using System.Text.Json.Nodes;

namespace HttpRequestSteps.Cli;

/// <summary>The input of a step from --input, --set and --file.</summary>
internal static class StepInputBuilder
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UsageException">An option does not hold.</exception>
    public static StepInput Build(string? inputFile, IEnumerable<string> sets, IEnumerable<string> files, TextReader standardInput)
    {
        var variables = inputFile is null ? [] : Read(inputFile, standardInput);
        foreach (var set in sets)
        {
            Apply(variables, set);
        }

        var input = StepInput.FromJson(variables.ToJsonString());
        foreach (var file in files)
        {
            Bind(input, file);
        }

        return input;
    }

    private static JsonObject Read(string file, TextReader standardInput)
    {
        try
        {
            var text = file == "-" ? standardInput.ReadToEnd() : File.ReadAllText(file);
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject
                ?? throw new UsageException($"--input {file}: expected a JSON object with the variables.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"--input {file}: not valid JSON: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--input {file}: {exception.Message}");
        }
    }

    private static void Apply(JsonObject variables, string set)
    {
        var equals = set.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"--set {set}: expected name=text or name:=json.");
        }

        var isJson = set[equals - 1] == ':';
        var name = set[..(isJson ? equals - 1 : equals)];
        Place(variables, name.Split('.'), isJson ? ParseValue(set, set[(equals + 1)..]) : JsonValue.Create(set[(equals + 1)..]), set);
    }

    private static JsonNode? ParseValue(string set, string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Lenient);
        }
        catch (JsonException)
        {
            throw new UsageException($"--set {set}: what stands behind := must be JSON; for a text write name=text.");
        }
    }

    private static void Place(JsonObject variables, string[] names, JsonNode? value, string set)
    {
        if (names.Any(name => name.Length == 0))
        {
            throw new UsageException($"--set {set}: a name between dots is empty.");
        }

        var container = variables;
        foreach (var name in names[..^1])
        {
            if (container[name] is not JsonObject inner)
            {
                inner = [];
                container[name] = inner;
            }

            container = inner;
        }

        container[names[^1]] = value;
    }

    private static void Bind(StepInput input, string file)
    {
        var equals = file.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"--file {file}: expected NAME=PATH.");
        }

        try
        {
            input.Files[file[..equals]] = StepFile.FromPath(file[(equals + 1)..]);
        }
        catch (Exception exception) when (exception is FileNotFoundException or ArgumentException)
        {
            throw new UsageException($"--file {file}: {exception.Message}");
        }
    }
}
