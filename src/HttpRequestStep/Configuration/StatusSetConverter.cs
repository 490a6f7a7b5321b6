using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>An array of statuses (204 or "204") and classes ("2xx").</summary>
internal sealed class StatusSetConverter : JsonConverter<StatusSet>
{
    public const string Expected = "expected an array of statuses (204 or \"204\") and classes (\"2xx\")";

    public override StatusSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException(Expected);
        }

        var patterns = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            patterns.Add(ReadPattern(ref reader));
        }

        return StatusSet.Create(patterns.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, StatusSet value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var pattern in value)
        {
            writer.WriteStringValue(pattern);
        }

        writer.WriteEndArray();
    }

    private static string ReadPattern(ref Utf8JsonReader reader)
    {
        var pattern = reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt32(out var status) => status.ToString(CultureInfo.InvariantCulture),
            JsonTokenType.String => reader.GetString()!,
            _ => throw new JsonException(Expected),
        };
        return StatusSet.IsPattern(pattern) ? pattern : throw new JsonException($"{Expected}; found \"{pattern}\"");
    }
}
