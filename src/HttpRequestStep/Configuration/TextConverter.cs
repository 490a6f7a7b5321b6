using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A text: a string, or <c>{ "value": "…", "secret": true }</c>.</summary>
internal sealed class TextConverter : JsonConverter<Text>
{
    public const string Expected = "expected a text: a string, or { \"value\": \"…\", \"secret\": true }";

    public override Text Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new Text(reader.GetString()!),
        JsonTokenType.StartObject => ReadObject(ref reader),
        _ => throw new JsonException(Expected),
    };

    public override void Write(Utf8JsonWriter writer, Text value, JsonSerializerOptions options)
    {
        if (!value.Secret)
        {
            writer.WriteStringValue(value.Value);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("value", value.Value);
        writer.WriteBoolean("secret", true);
        writer.WriteEndObject();
    }

    private static Text ReadObject(ref Utf8JsonReader reader)
    {
        string? value = null;
        var secret = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name.Equals("value", StringComparison.OrdinalIgnoreCase) && reader.TokenType == JsonTokenType.String)
            {
                value = reader.GetString();
            }
            else if (name.Equals("secret", StringComparison.OrdinalIgnoreCase) && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            {
                secret = reader.GetBoolean();
            }
            else
            {
                throw new JsonException($"{Expected}; found the property \"{name}\"");
            }
        }

        return value is null ? throw new JsonException(Expected) : new Text(value, secret);
    }
}
