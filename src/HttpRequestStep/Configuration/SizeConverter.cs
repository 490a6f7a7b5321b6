using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A size: a number is bytes, a string has a unit (<c>64KiB 10MB</c>).</summary>
internal sealed class SizeConverter : JsonConverter<ByteSize>
{
    public const string Expected = "expected a size: a number of bytes, or a string with a unit such as \"64KiB\" or \"10MB\"";

    // Longest first: "KiB" also ends in "B".
    private static readonly (string Unit, long Bytes)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];

    public override ByteSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt64(out var bytes) && bytes >= 0 => new ByteSize(bytes),
        JsonTokenType.String => Parse(reader.GetString()!),
        _ => throw new JsonException(Expected),
    };

    public override void Write(Utf8JsonWriter writer, ByteSize value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Bytes);

    private static ByteSize Parse(string text)
    {
        foreach (var (unit, bytes) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
                && number <= long.MaxValue / bytes)
            {
                return new ByteSize((long)(number * bytes));
            }
        }

        throw new JsonException($"{Expected}; found \"{text}\"");
    }
}
