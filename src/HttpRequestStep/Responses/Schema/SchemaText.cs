using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>Says in a few words what a value is.</summary>
internal static class SchemaText
{
    /// <summary>A message is read by people; a value may be the whole body.</summary>
    public const int LongestValue = 60;

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"\"{Cut(Text(value))}\"",
        _ => Cut(value.GetRawText()),
    };

    /// <summary>A value the schema names, in full as far as there is room.</summary>
    public static string Literal(JsonElement value) => Cut(value.GetRawText());

    public static string Literals(IReadOnlyList<JsonElement> values) => Cut(string.Join(", ", values.Select(Literal)));

    public static string List(IEnumerable<string> names) => Cut(string.Join(", ", names));

    public static string Quoted(string text) => $"'{Cut(text)}'";

    public static string Count(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    public static string Cut(string text)
    {
        if (text.Length <= LongestValue)
        {
            return text;
        }

        // Not between the halves of a character.
        var end = char.IsHighSurrogate(text[LongestValue - 2]) ? LongestValue - 2 : LongestValue - 1;
        return $"{text.AsSpan(0, end)}…";
    }

    private static string Text(JsonElement value) => value.GetString()!;
}
