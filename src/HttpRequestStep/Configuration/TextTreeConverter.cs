using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>Any JSON.</summary>
internal sealed class TextTreeConverter : JsonConverter<TextTree>
{
    public override bool HandleNull => true;

    public override TextTree Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, TextTree value, JsonSerializerOptions options) => value.Json.WriteTo(writer);
}
