using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HttpRequestSteps.Cli;

/// <summary>The input of a step from --input, --set and --file.</summary>
internal static class StepInputBuilder
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UsageException">An option does not hold.</exception>
    /// <exception cref="FileErrorsException">What should be JSON is none.</exception>
    public static StepInput Build(string? inputFile, IEnumerable<string> sets, IEnumerable<string> files)
    {
        var variables = inputFile is null ? [] : Read(inputFile);
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

    private static JsonObject Read(string file) =>
        Parse(file, StepFiles.Read(file, "--input")) as JsonObject
        ?? throw new UsageException($"--input {file}: expected a JSON object with the variables.");

    private static JsonNode? Parse(string file, ReadOnlyMemory<byte> utf8, string advice = "")
    {
        var errors = new List<DefinitionError>();
        if (FreeJson.Read(utf8, errors) is { } source)
        {
            return JsonNode.Parse(source.Utf8.Span, documentOptions: Lenient);
        }

        // These are errors of the text as a whole: a path would say nothing.
        throw new FileErrorsException(StepFiles.Lines(file, errors.Select(error => error with { Path = string.Empty, Message = $"{error.Message} {advice}".TrimEnd() })));
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
        var value = set[(equals + 1)..];
        Place(variables, name, isJson ? Parse($"--set {name}", Encoding.UTF8.GetBytes(value), $"For a text write {name}=text.") : JsonValue.Create(value));
    }

    private static void Place(JsonObject variables, string path, JsonNode? value)
    {
        var names = path.Split('.');
        if (names.Any(name => name.Length == 0))
        {
            throw new UsageException($"--set {path}: a name between dots is empty.");
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

    private static void Bind(StepInput input, string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new UsageException($"--file {option}: expected NAME=PATH.");
        }

        var path = option[(equals + 1)..];
        try
        {
            // Opened once, so that a file that cannot be read is told before the step runs.
            File.OpenRead(path).Dispose();
            input.Files[option[..equals]] = StepFile.FromPath(path);
        }
        catch (Exception exception) when (FileProblem.IsOne(exception))
        {
            throw new UsageException($"--file {option}: {FileProblem.Of(path, exception)}");
        }
    }
}
