using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>An array of names in JSON.</summary>
internal static class JsonNames
{
    public static string[] Read(ref Utf8JsonReader reader, string expected)
    {
        var names = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            names.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException(expected));
        }

        return [.. names];
    }

    public static void Write(Utf8JsonWriter writer, IEnumerable<string> names)
    {
        writer.WriteStartArray();
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
