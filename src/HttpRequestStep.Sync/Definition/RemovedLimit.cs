using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>A share of the known rows, or a number of rows. In JSON <c>"25%"</c> or a number.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RemovedLimit
{
    private const long LeastOfShare = 1000;

    private RemovedLimit(double value, bool isShare)
    {
        Value = value;
        IsShare = isShare;
    }

    /// <summary>25 % of the known rows.</summary>
    public static RemovedLimit Default => Percent(25);

    /// <summary>Percent, or rows.</summary>
    public double Value { get; }

    /// <summary>Whether it is a share of the known rows.</summary>
    public bool IsShare { get; }

    /// <summary>A share of the known rows, in percent; a share is never under 1000 rows.</summary>
    public static RemovedLimit Percent(double percent) => new(percent, isShare: true);

    /// <summary>A number of rows.</summary>
    public static RemovedLimit Rows(long rows) => new(rows, isShare: false);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + (IsShare ? "%" : string.Empty);

    /// <summary>The most rows that may be removed when so many are known.</summary>
    internal long Of(long known) => IsShare ? Math.Max(LeastOfShare, (long)(known * Value / 100)) : (long)Value;

    internal sealed class Converter : JsonConverter<RemovedLimit>, IShapedConverter
    {
        private const string Expected = "expected a share such as \"25%\" or a number of rows";

        public LeafShape Shape { get; } = new("Expected a share such as \"25%\" or a number of rows", JsonTokenType.String, JsonTokenType.Number)
        {
            Converts = true,
            Schema = """{"anyOf":[{"type":"integer","minimum":0},{"type":"string","pattern":"^\\d+(\\.\\d+)?\\s*%$"}]}""",
        };

        public override RemovedLimit Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                return reader.TryGetInt64(out var rows) && rows >= 0 ? Rows(rows) : throw new JsonException(Expected);
            }

            var text = reader.GetString()!.AsSpan().Trim();
            return text is [.. var number, '%'] && double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var percent) && percent <= 100
                ? Percent(percent)
                : throw new JsonException(Expected);
        }

        public override void Write(Utf8JsonWriter writer, RemovedLimit value, JsonSerializerOptions options)
        {
            if (value.IsShare)
            {
                writer.WriteStringValue(value.ToString());
            }
            else
            {
                writer.WriteNumberValue((long)value.Value);
            }
        }
    }
}
