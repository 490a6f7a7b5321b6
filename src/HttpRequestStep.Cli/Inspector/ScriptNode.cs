using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>A place in a script: its value, the path that a message names it by, and where it stands in the file.</summary>
internal sealed record ScriptNode(string Path, JsonElement Value, JsonPart Part)
{
    /// <summary>Where the name of a property stands; of anything else, where its value does.</summary>
    public int NameStart { get; private init; } = Part.Start;

    public ScriptNode? Find(string name) => Properties().FirstOrDefault(property => property.Name == name).Node;

    public IEnumerable<ScriptNode> Items() => Value.EnumerateArray()
        .Select((item, index) => new ScriptNode(string.Create(CultureInfo.InvariantCulture, $"{Path}[{index}]"), item, Part.Items[index]));

    public IEnumerable<(string Name, ScriptNode Node)> Properties() => Value.EnumerateObject()
        .Select((property, index) => (property.Name, new ScriptNode(PathTo(property.Name), property.Value, Part.Members[index].Value) { NameStart = Part.Members[index].NameStart }));

    private string PathTo(string name) => name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
        ? $"{Path}.{name}"
        : $"{Path}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";
}
