using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>One rate limit, or an array of them.</summary>
internal sealed class RateLimitsConverter : JsonConverter<RateLimits>
{
    public override RateLimits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ReadOne(ref reader);
        }

        var limits = new List<RateLimit>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            limits.Add(ReadOne(ref reader));
        }

        return RateLimits.Create(limits.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, RateLimits value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var limit in value)
        {
            JsonSerializer.Serialize(writer, limit, DefinitionJsonContext.Default.RateLimit);
        }

        writer.WriteEndArray();
    }

    private static RateLimit ReadOne(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, DefinitionJsonContext.Default.RateLimit)!;
}
