using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>
/// Equality as JSON Schema means it: numbers by value, objects without order, of a repeated name the last.
/// <see cref="JsonElement.DeepEquals"/> throws at exponents beyond an int, and a body may hold one.
/// </summary>
internal sealed class JsonEquality : IEqualityComparer<JsonElement>
{
    public static readonly JsonEquality Instance = new();

    public bool Equals(JsonElement x, JsonElement y) => x.ValueKind == y.ValueKind && x.ValueKind switch
    {
        JsonValueKind.Number => EqualNumbers(x, y),
        JsonValueKind.String => x.ValueEquals(y.GetString()),
        JsonValueKind.Array => x.GetArrayLength() == y.GetArrayLength() && x.EnumerateArray().SequenceEqual(y.EnumerateArray(), this),
        JsonValueKind.Object => EqualProperties(Properties(x), Properties(y)),
        _ => true,
    };

    public int GetHashCode(JsonElement obj) => obj.ValueKind switch
    {
        JsonValueKind.Number => JsonNumber.Of(obj)?.GetHashCode() ?? 0,
        JsonValueKind.String => obj.GetString()!.GetHashCode(StringComparison.Ordinal),
        JsonValueKind.Array => obj.EnumerateArray().Aggregate(1, (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
        // Without order.
        JsonValueKind.Object => Properties(obj).Aggregate(2, (hash, property) => hash ^ HashCode.Combine(property.Key, GetHashCode(property.Value))),
        _ => (int)obj.ValueKind,
    };

    private static bool EqualNumbers(JsonElement x, JsonElement y) =>
        JsonNumber.Of(x) is { } one && JsonNumber.Of(y) is { } other ? one == other : x.GetRawText() == y.GetRawText();

    private bool EqualProperties(Dictionary<string, JsonElement> x, Dictionary<string, JsonElement> y) =>
        x.Count == y.Count && x.All(property => y.TryGetValue(property.Key, out var other) && Equals(property.Value, other));

    private static Dictionary<string, JsonElement> Properties(JsonElement value)
    {
        var properties = new Dictionary<string, JsonElement>();
        foreach (var property in value.EnumerateObject())
        {
            properties[property.Name] = property.Value;
        }

        return properties;
    }
}
