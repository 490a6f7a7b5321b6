using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>A place in a script: its value, and the path that a message names it by.</summary>
internal sealed record ScriptNode(string Path, JsonElement Value)
{
    public ScriptNode? Find(string name) => Value.TryGetProperty(name, out var value) ? new ScriptNode($"{Path}.{name}", value) : null;

    public IEnumerable<ScriptNode> Items() => Value.EnumerateArray()
        .Select((item, index) => new ScriptNode(string.Create(CultureInfo.InvariantCulture, $"{Path}[{index}]"), item));

    public IEnumerable<(string Name, ScriptNode Node)> Properties() => Value.EnumerateObject()
        .Select(property => (property.Name, new ScriptNode(PathTo(property.Name), property.Value)));

    private string PathTo(string name) => name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
        ? $"{Path}.{name}"
        : $"{Path}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
}
