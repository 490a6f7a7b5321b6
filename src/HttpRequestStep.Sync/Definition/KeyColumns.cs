using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>The columns that tell one row from another. In JSON one name or an array of them.</summary>
[JsonConverter(typeof(Converter))]
[CollectionBuilder(typeof(KeyColumns), nameof(Create))]
public sealed class KeyColumns : IReadOnlyList<string>, IEquatable<KeyColumns>
{
    private readonly string[] _names;

    private KeyColumns(string[] names)
    {
        _names = names;
    }

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <inheritdoc/>
    public string this[int index] => _names[index];

    /// <summary>These columns together.</summary>
    public static KeyColumns Create(ReadOnlySpan<string> names) => new(names.ToArray());

    /// <summary>One column.</summary>
    public static KeyColumns FromString(string name) => new([name]);

    /// <summary>One column.</summary>
    public static implicit operator KeyColumns(string name) => FromString(name);

    /// <inheritdoc/>
    public bool Equals(KeyColumns? other) => other is not null && _names.AsSpan().SequenceEqual(other._names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KeyColumns);

    /// <inheritdoc/>
    public override int GetHashCode() => string.Join('\0', _names).GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _names);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => _names.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal sealed class Converter : JsonConverter<KeyColumns>, IShapedConverter
    {
        public LeafShape Shape { get; } = new("Expected the name of a column or an array of names", JsonTokenType.String, JsonTokenType.StartArray)
        {
            Converts = true,
            Schema = """{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1}]}""",
        };

        public override KeyColumns Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.TokenType == JsonTokenType.String ? [reader.GetString()!] : JsonNames.Read(ref reader, "expected the name of a column or an array of names"));

        public override void Write(Utf8JsonWriter writer, KeyColumns value, JsonSerializerOptions options)
        {
            if (value.Count == 1)
            {
                writer.WriteStringValue(value[0]);
            }
            else
            {
                JsonNames.Write(writer, value);
            }
        }
    }
}
