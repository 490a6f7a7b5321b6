using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>Reads one answer of a script.</summary>
internal sealed class ScriptAnswerReader(ScriptErrors errors)
{
    private static readonly string[] ComputedHeaders = ["Content-Length", "Transfer-Encoding"];

    public InspectorAnswer Read(ScriptNode node)
    {
        var source = $"script {node.Path}";
        if (!errors.ExpectObject(node, "status", "headers", "body", "delay", "reset", "truncate"))
        {
            return new InspectorAnswer { Source = source };
        }

        var answer = ReadBody(source, node.Find("body")) with
        {
            Status = ReadStatus(node.Find("status")),
            Delay = ReadDelay(node.Find("delay")),
            Reset = errors.ExpectFlag(node.Find("reset")),
            Truncate = errors.ExpectFlag(node.Find("truncate")),
        };
        CheckTogether(node, answer);
        return WithHeaders(answer, ReadHeaders(node.Find("headers")));
    }

    private static InspectorAnswer ReadBody(string source, ScriptNode? node) => node?.Value switch
    {
        null => new InspectorAnswer { Source = source },
        { ValueKind: JsonValueKind.String } text => InspectorAnswer.Text(source, text.GetString()!),
        { } json => InspectorAnswer.Json(source, json.WriteTo),
    };

    /// <summary>A header of the script replaces the one that its body brought.</summary>
    private static InspectorAnswer WithHeaders(InspectorAnswer answer, KeyValuePair<string, string>[] headers) => answer with
    {
        Headers = [.. answer.Headers.Where(own => !headers.Any(header => IsSame(header.Key, own.Key))), .. headers],
    };

    private static bool IsSame(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private int ReadStatus(ScriptNode? node)
    {
        if (node is null)
        {
            return 200;
        }

        if (node.Value.ValueKind == JsonValueKind.Number && node.Value.TryGetInt32(out var status) && status is >= 200 and <= 999)
        {
            return status;
        }

        errors.Add(node, StatusAnswers.StatusRule);
        return 200;
    }

    private TimeSpan ReadDelay(ScriptNode? node)
    {
        var delay = TimeSpan.Zero;
        var isRight = node?.Value.ValueKind switch
        {
            null => true,
            JsonValueKind.Number => DurationText.TryFromSeconds(node.Value.GetDouble(), out delay),
            JsonValueKind.String => DurationText.TryParse(node.Value.GetString()!, out delay),
            _ => false,
        };
        if (!isRight)
        {
            errors.Add(node!, DurationText.Rule);
        }

        return delay;
    }

    private void CheckTogether(ScriptNode node, InspectorAnswer answer)
    {
        if (answer.Reset && answer.Truncate)
        {
            errors.Add(node, "\"reset\" sends nothing, so there is nothing to \"truncate\"");
        }

        if (!answer.MayHaveBody && (answer.BodyLength > 0 || answer.Truncate))
        {
            errors.Add(node, $"an answer with status {answer.Status} has no body");
        }
    }

    private KeyValuePair<string, string>[] ReadHeaders(ScriptNode? node) =>
        node is not null && errors.ExpectObjectOfAny(node) ? [.. node.Properties().SelectMany(ReadHeader)] : [];

    private IEnumerable<KeyValuePair<string, string>> ReadHeader((string Name, ScriptNode Node) header)
    {
        CheckHeaderName(header.Name, header.Node);
        var values = header.Node.Value.ValueKind == JsonValueKind.Array ? header.Node.Items() : [header.Node];
        return values.Select(value => KeyValuePair.Create(header.Name, ReadHeaderValue(value)));
    }

    private void CheckHeaderName(string name, ScriptNode node)
    {
        if (!WireText.IsToken(name))
        {
            errors.Add(node, "this is no header name");
        }

        if (ComputedHeaders.Any(computed => IsSame(computed, name)))
        {
            errors.Add(node, "is computed from the body; \"truncate\" makes it too large");
        }
    }

    private string ReadHeaderValue(ScriptNode node)
    {
        var value = node.Value.ValueKind switch
        {
            JsonValueKind.String => node.Value.GetString()!,
            JsonValueKind.Number => node.Value.GetRawText(),
            _ => null,
        };
        if (value is null || !WireText.IsHeaderValue(value))
        {
            errors.Add(node, "a header's value is a text of one line, a number, or an array of these");
        }

        return value ?? "";
    }
}
