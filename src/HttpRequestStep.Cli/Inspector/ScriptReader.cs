using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>Reads a script and finds every mistake at once.</summary>
internal sealed class ScriptReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private readonly ScriptErrors _errors;
    private readonly ScriptAnswerReader _answers;

    private ScriptReader(JsonSourceText source)
    {
        _errors = new ScriptErrors(source);
        _answers = new ScriptAnswerReader(_errors);
    }

    public static ScriptReading Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static ScriptReading Read(ReadOnlyMemory<byte> utf8)
    {
        var errors = new List<DefinitionError>();
        if (FreeJson.Read(utf8, errors) is not { } source)
        {
            return new ScriptReading(null, errors);
        }

        try
        {
            using var document = JsonDocument.Parse(source.Utf8, Lenient);
            return new ScriptReader(source).Read(new ScriptNode(JsonPath.Root, document.RootElement, source.Root));
        }
        catch (InvalidOperationException)
        {
            // The only way to get here: the reader checks kinds before it reads values.
            return new ScriptReading(null, [new DefinitionError(JsonPath.Root, "a text holds half of a surrogate pair")]);
        }
    }

    private ScriptReading Read(ScriptNode root)
    {
        var script = new InspectorScript(ReadRoutes(root));
        return _errors.Any ? new ScriptReading(null, _errors.All) : new ScriptReading(script, []);
    }

    private ScriptRoute[] ReadRoutes(ScriptNode root)
    {
        if (!_errors.ExpectObject(root, "routes"))
        {
            return [];
        }

        if (root.Find("routes") is { } routes)
        {
            return _errors.ExpectArray(routes) ? [.. routes.Items().Select(ReadRoute)] : [];
        }

        _errors.Add(root, "a script needs \"routes\"");
        return [];
    }

    private ScriptRoute ReadRoute(ScriptNode route)
    {
        if (!_errors.ExpectObject(route, "method", "path", "answers", "then"))
        {
            return new ScriptRoute(null, null, [], ScriptEnding.Echo);
        }

        var then = ReadThen(route.Find("then"));
        return new ScriptRoute(ReadMethod(route.Find("method")), ReadPath(route.Find("path")), ReadAnswers(route, then), then);
    }

    private string? ReadMethod(ScriptNode? node)
    {
        var method = _errors.ExpectText(node);
        if (method is not null && !WireText.IsToken(method))
        {
            _errors.Add(node!, "this is no HTTP method");
        }

        return method;
    }

    private PathGlob? ReadPath(ScriptNode? node)
    {
        var path = _errors.ExpectText(node);
        if (path is null)
        {
            return null;
        }

        if (!path.StartsWith('/') && path != "**")
        {
            _errors.Add(node!, "a path starts with \"/\"");
        }

        if (path.Contains('?', StringComparison.Ordinal))
        {
            _errors.Add(node!, "the query is not matched; leave out \"?\" and what follows");
        }

        return new PathGlob(path);
    }

    private ScriptEnding ReadThen(ScriptNode? node)
    {
        var text = _errors.ExpectText(node);
        switch (text)
        {
            case null or "last":
                return ScriptEnding.Last;
            case "repeat":
                return ScriptEnding.Repeat;
            case "echo":
                return ScriptEnding.Echo;
            default:
                _errors.AddUnknown(node!, $"unknown ending \"{text}\"", text, ["last", "repeat", "echo"]);
                return ScriptEnding.Last;
        }
    }

    private InspectorAnswer[] ReadAnswers(ScriptNode route, ScriptEnding then)
    {
        var node = route.Find("answers");
        var answers = node is not null && _errors.ExpectArray(node) ? node.Items().Select(_answers.Read).ToArray() : [];
        if (answers is [] && then != ScriptEnding.Echo && node?.Value.ValueKind is null or JsonValueKind.Array)
        {
            _errors.Add(route, "a route needs \"answers\", at least one, unless \"then\" is \"echo\"");
        }

        return answers;
    }
}
