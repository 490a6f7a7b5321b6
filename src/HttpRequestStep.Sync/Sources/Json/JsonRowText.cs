using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>The JSON of one row, and where it stands.</summary>
/// <param name="Utf8">The bytes, valid until the next row is asked for.</param>
/// <param name="Unit">What is counted: lines, or the items of a page.</param>
/// <param name="Number">Its number, from 1.</param>
internal readonly record struct JsonRowText(ReadOnlyMemory<byte> Utf8, string Unit, long Number)
{
    /// <summary>Takes a property: the reader stands at its name, and is left at the end of its value.</summary>
    public delegate void PropertyVisitor(ref Utf8JsonReader reader);

    /// <summary>Goes through the properties of the object.</summary>
    /// <exception cref="RowSourceException">It is not an object, or not JSON.</exception>
    public void Visit(PropertyVisitor visit)
    {
        if (!System.Text.Unicode.Utf8.IsValid(Utf8.Span))
        {
            throw Failure("it is not UTF-8.");
        }

        try
        {
            var reader = new Utf8JsonReader(Utf8.Span);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Failure($"a row is a JSON object, and this is {Kind(reader.TokenType)}.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                visit(ref reader);
            }

            // Whatever follows the object is an error to the reader.
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw Failure(Explain(exception, $" at byte {exception.BytePositionInLine + 1}"), exception);
        }
        catch (InvalidOperationException exception)
        {
            throw Failure("a text holds half of a surrogate pair, which is no character.", exception);
        }
    }

    public RowSourceException Failure(string reason, Exception? inner = null) =>
        inner is null ? new RowSourceException($"{Unit} {Number}: {reason}") : new RowSourceException($"{Unit} {Number}: {reason}", inner);

    /// <summary>What is wrong with JSON. The framework's own words end with the place, counted from 0.</summary>
    public static string Explain(JsonException exception, string place) => $"it is not JSON{place}: {exception.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ')}.";

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };
}
