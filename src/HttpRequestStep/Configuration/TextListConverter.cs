using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>One text, or an array of them.</summary>
internal sealed class TextListConverter : JsonConverter<TextList>
{
    private static readonly TextConverter Texts = new();

    public override TextList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return TextList.FromText(Texts.Read(ref reader, typeof(Text), options));
        }

        var texts = new List<Text>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(Texts.Read(ref reader, typeof(Text), options));
        }

        return TextList.Create(texts.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, TextList value, JsonSerializerOptions options)
    {
        if (!value.IsArray)
        {
            Texts.Write(writer, value[0], options);
            return;
        }

        writer.WriteStartArray();
        foreach (var text in value)
        {
            Texts.Write(writer, text, options);
        }

        writer.WriteEndArray();
    }
}
