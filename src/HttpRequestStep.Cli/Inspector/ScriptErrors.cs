using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>Collects the mistakes of a script, and tells whether a value is what was expected.</summary>
internal sealed class ScriptErrors(JsonSourceText source)
{
    private readonly List<DefinitionError> _errors = [];

    public bool Any => _errors.Count > 0;

    public IReadOnlyList<DefinitionError> All => _errors;

    public void Add(ScriptNode node, string message) => Add(node, message, node.Part.Start);

    public void AddUnknown(ScriptNode node, string what, string name, string[] known) => Add(node, Unknown(what, name, known));

    /// <summary>Whether it is an object; the properties it may not have are mistakes.</summary>
    public bool ExpectObject(ScriptNode node, params string[] known)
    {
        if (!ExpectObjectOfAny(node))
        {
            return false;
        }

        foreach (var (name, property) in node.Properties().Where(property => !known.Contains(property.Name)))
        {
            Add(property, Unknown("unknown property", name, known), property.NameStart);
        }

        return true;
    }

    /// <summary>Whether it is an object; its property names are the writer's own.</summary>
    public bool ExpectObjectOfAny(ScriptNode node) => Expect(node, JsonValueKind.Object, "an object");

    public bool ExpectArray(ScriptNode node) => Expect(node, JsonValueKind.Array, "an array");

    /// <summary>The text; null when it is missing or no text.</summary>
    public string? ExpectText(ScriptNode? node) =>
        node is not null && Expect(node, JsonValueKind.String, "a text") ? node.Value.GetString() : null;

    /// <summary>The flag; false when it is missing or no flag.</summary>
    public bool ExpectFlag(ScriptNode? node)
    {
        if (node is not null && node.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Add(node, "must be true or false");
        }

        return node?.Value.ValueKind == JsonValueKind.True;
    }

    private static string Unknown(string what, string name, string[] known) => $"{what}{NearestName.Hint(name, known)}. Known are {string.Join(", ", known)}";

    private void Add(ScriptNode node, string message, int offset) => _errors.Add(source.At(new DefinitionError(node.Path, message), offset));

    private bool Expect(ScriptNode node, JsonValueKind kind, string what)
    {
        if (node.Value.ValueKind != kind)
        {
            Add(node, $"must be {what}");
        }

        return node.Value.ValueKind == kind;
    }
}
