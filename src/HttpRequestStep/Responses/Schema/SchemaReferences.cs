using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The references of a schema into itself, by JSON pointer and by anchor.</summary>
internal sealed class SchemaReferences(JsonElement root)
{
    private readonly List<(RefKeyword Keyword, string Text, string Path)> _waiting = [];
    private readonly Dictionary<string, SchemaNode> _anchors = [];

    public RefKeyword? Add(SchemaPlace place, SchemaCompiler compiler)
    {
        if (place.Kind != JsonValueKind.String)
        {
            compiler.Report(place.Path, "must be a text such as #/$defs/name");
            return null;
        }

        var keyword = new RefKeyword();
        _waiting.Add((keyword, place.Value.GetString()!, place.Path));
        return keyword;
    }

    public void AddAnchor(SchemaPlace place, SchemaNode node, SchemaCompiler compiler)
    {
        if (place.Kind != JsonValueKind.String || !IsAnchor(place.Value.GetString()!))
        {
            compiler.Report(place.Path, "must be a name of letters, digits, '-', '_' and '.'");
        }
        else if (!_anchors.TryAdd(place.Value.GetString()!, node))
        {
            compiler.Report(place.Path, $"names the anchor {SchemaText.Quoted(place.Value.GetString()!)} a second time");
        }
    }

    /// <summary>A target may be a place that was not read as a schema yet and hold references itself, so the list grows meanwhile.</summary>
    public void Resolve(SchemaCompiler compiler)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var (keyword, text, path) = _waiting[i];
            if (Fragment(text) is not { } fragment)
            {
                compiler.Report(path, $"refers to {SchemaText.Quoted(text)}, outside this schema; only references into it (#…) are supported");
            }
            else if (Target(fragment, compiler) is { } target)
            {
                keyword.Target = target;
            }
            else
            {
                compiler.Report(path, $"refers to {SchemaText.Quoted(text)}, which is not in this schema");
            }
        }
    }

    private string? Fragment(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var document = hash < 0 ? reference : reference[..hash];
        return document.Length == 0 || IsRootId(document) ? Uri.UnescapeDataString(hash < 0 ? "" : reference[(hash + 1)..]) : null;
    }

    private bool IsRootId(string document)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("$id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var own = id.GetString()!.TrimEnd('#');
        return own == document
            || (Uri.TryCreate(own, UriKind.Absolute, out var start) && Uri.TryCreate(start, document, out var target) && target == start);
    }

    private SchemaNode? Target(string fragment, SchemaCompiler compiler) =>
        fragment.Length > 0 && fragment[0] != '/' ? _anchors.GetValueOrDefault(fragment) : compiler.Schema(Follow(fragment));

    private SchemaPlace? Follow(string pointer)
    {
        SchemaPlace? place = SchemaPlace.Root(root);
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            place = place is { Kind: JsonValueKind.Array } list ? Item(list, name) : place?.At(name);
        }

        return place;
    }

    private static SchemaPlace? Item(SchemaPlace list, string text) =>
        (text.Length == 1 || !text.StartsWith('0')) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? list.At(index)
            : null;

    private static bool IsAnchor(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
