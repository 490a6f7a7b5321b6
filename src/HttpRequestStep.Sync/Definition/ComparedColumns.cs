using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>Which columns make a row changed: all, those the steps refer to, or a list. In JSON <c>"all"</c>, <c>"referenced"</c> or an array of names.</summary>
[JsonConverter(typeof(Converter))]
public sealed class ComparedColumns : IEquatable<ComparedColumns>
{
    private const string AllName = "all";
    private const string ReferencedName = "referenced";

    private ComparedColumns(string? word, IReadOnlyList<string> names)
    {
        Word = word;
        Names = names;
    }

    /// <summary>Every column.</summary>
    public static ComparedColumns All { get; } = new(AllName, []);

    /// <summary>Those whose names stand in the templates and mappings of the triggers.</summary>
    public static ComparedColumns Referenced { get; } = new(ReferencedName, []);

    /// <summary>The names of a list; empty for <see cref="All"/> and <see cref="Referenced"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    private string? Word { get; }

    /// <summary>These columns.</summary>
    public static ComparedColumns Of(params IReadOnlyList<string> names) => new(null, names);

    /// <inheritdoc/>
    public bool Equals(ComparedColumns? other) => other is not null && Word == other.Word && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ComparedColumns);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Word ?? string.Join(", ", Names);

    internal sealed class Converter : JsonConverter<ComparedColumns>, IShapedConverter
    {
        private const string Expected = "expected \"all\", \"referenced\" or an array of column names";

        public LeafShape Shape { get; } = new("Expected \"all\", \"referenced\" or an array of column names", JsonTokenType.String, JsonTokenType.StartArray)
        {
            Converts = true,
            Schema = """{"anyOf":[{"enum":["all","referenced"]},{"type":"array","items":{"type":"string"},"minItems":1}]}""",
        };

        public override ComparedColumns Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                return Of(JsonNames.Read(ref reader, Expected));
            }

            return reader.GetString() switch
            {
                AllName => All,
                ReferencedName => Referenced,
                var other => throw new JsonException($"{Expected}; found \"{other}\""),
            };
        }

        public override void Write(Utf8JsonWriter writer, ComparedColumns value, JsonSerializerOptions options)
        {
            if (value.Word is { } word)
            {
                writer.WriteStringValue(word);
            }
            else
            {
                JsonNames.Write(writer, value.Names);
            }
        }
    }
}
