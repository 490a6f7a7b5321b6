using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>A value inside a schema, with its address for references (a JSON pointer) and for people (a JSON path).</summary>
internal readonly record struct SchemaPlace(JsonElement Value, string Pointer, string Path)
{
    public JsonValueKind Kind => Value.ValueKind;

    public static SchemaPlace Root(JsonElement schema) => new(schema, "", SchemaPath.Root);

    public SchemaPlace? At(string name) =>
        Kind == JsonValueKind.Object && Value.TryGetProperty(name, out var child) ? Child(name, child) : null;

    public SchemaPlace? At(int index) => Kind == JsonValueKind.Array && index < Value.GetArrayLength() ? Item(index, Value[index]) : null;

    public IEnumerable<(string Name, SchemaPlace Place)> Properties()
    {
        foreach (var property in Value.EnumerateObject())
        {
            yield return (property.Name, Child(property.Name, property.Value));
        }
    }

    public IEnumerable<SchemaPlace> Items()
    {
        var index = 0;
        foreach (var item in Value.EnumerateArray())
        {
            yield return Item(index++, item);
        }
    }

    private SchemaPlace Child(string name, JsonElement child) =>
        new(child, $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", SchemaPath.Of(Path, name));

    private SchemaPlace Item(int index, JsonElement item) =>
        new(item, string.Create(CultureInfo.InvariantCulture, $"{Pointer}/{index}"), SchemaPath.Of(Path, index));
}
