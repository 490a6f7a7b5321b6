using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A duration: a number is seconds, a string has a unit (<c>250ms 30s 5m 1h</c>).</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public const string Expected = "expected a duration: a number of seconds, or a string with a unit such as \"250ms\", \"30s\", \"5m\" or \"1h\"";

    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => FromMilliseconds(reader.GetDouble() * 1000),
        JsonTokenType.String => Parse(reader.GetString()!),
        _ => throw new JsonException(Expected),
    };

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)value.Ticks / TimeSpan.TicksPerSecond);

    public static TimeSpan Parse(string text)
    {
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
            {
                return FromMilliseconds(number * milliseconds);
            }
        }

        throw new JsonException($"{Expected}; found \"{text}\"");
    }

    private static TimeSpan FromMilliseconds(double milliseconds) =>
        milliseconds >= 0 && milliseconds <= TimeSpan.MaxValue.TotalMilliseconds / 2
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new JsonException($"{Expected}; it must not be negative or beyond measure");
}
