using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>Any JSON in which every string is Liquid.</summary>
[JsonConverter(typeof(TextTreeConverter))]
public sealed class TextTree
{
    /// <summary>A tree of the given JSON.</summary>
    public TextTree(JsonElement json)
    {
        Json = json;
    }

    /// <summary>The JSON as the author wrote it.</summary>
    public JsonElement Json { get; }

    /// <summary>Parses JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static TextTree Parse(string json) => new(JsonElement.Parse(json));

    /// <inheritdoc/>
    public override string ToString() => Json.GetRawText();
}
