using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>How many rows share a request. In JSON a number, or <c>true</c> for the default.</summary>
/// <param name="Rows">1 to 100 000.</param>
[JsonConverter(typeof(Converter))]
public readonly record struct BatchSize(int Rows)
{
    internal const int Largest = 100_000;

    /// <summary>The usual size: 100 rows.</summary>
    public static BatchSize Default => new(100);

    /// <summary>A size of this many rows.</summary>
    public static BatchSize FromInt32(int rows) => new(rows);

    /// <summary>A size of this many rows.</summary>
    public static implicit operator BatchSize(int rows) => new(rows);

    internal sealed class Converter : JsonConverter<BatchSize>, IShapedConverter
    {
        public LeafShape Shape { get; } = new("Expected true or a number of rows from 1 to 100000", JsonTokenType.True, JsonTokenType.Number)
        {
            Converts = true,
            Schema = """{"anyOf":[{"const":true},{"type":"integer","minimum":1,"maximum":100000}]}""",
        };

        public override BatchSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.True)
            {
                return Default;
            }

            return reader.TryGetInt32(out var rows) && rows is >= 1 and <= Largest
                ? new BatchSize(rows)
                : throw new JsonException("expected true or a number of rows from 1 to 100000");
        }

        public override void Write(Utf8JsonWriter writer, BatchSize value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Rows);
    }
}
