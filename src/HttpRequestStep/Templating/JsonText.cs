using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Writes values of templates as JSON, each in its own type.</summary>
internal static class JsonText
{
    private const int MaxDepth = 64;

    private const int KeptLength = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_spare;

    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Of(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteAll(buffer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The same, where the value is whatever a template has made.</summary>
    public static string Of(FluidValue value, TextLimit limit)
    {
        var buffer = new BoundedBytes(limit);
        WriteAll(buffer, value);
        return buffer.ToString();
    }

    /// <summary>Appends a value as JSON, with no string made of it.</summary>
    public static void Append(object? value, TextBuffer buffer)
    {
        var bytes = t_spare ?? new ArrayBufferWriter<byte>();
        t_spare = null;
        WriteAll(bytes, value);
        var room = buffer.Room(Encoding.UTF8.GetCharCount(bytes.WrittenSpan));
        buffer.Advance(Encoding.UTF8.GetChars(bytes.WrittenSpan, room));
        bytes.Clear();
        t_spare = bytes.Capacity <= KeptLength ? bytes : null;
    }

    private static void WriteAll(IBufferWriter<byte> buffer, object? value)
    {
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        Write(writer, value);
    }

    public static void Write(Utf8JsonWriter writer, object? value, int depth = 0)
    {
        // What most columns hold is asked for first, and apart: the locals of the long list would be cleared for each value.
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                WriteText(writer, text);
                break;
            case bool boolean:
                writer.WriteBooleanValue(boolean);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            default:
                WriteOther(writer, value, depth);
                break;
        }
    }

    /// <summary>Writes an encoded value; false when it has to be decoded first.</summary>
    public static bool TryWrite(Utf8JsonWriter writer, RowCell cell)
    {
        switch (cell.Kind)
        {
            case RowCellKind.Text:
                writer.WriteStringValue(cell.Utf8);
                return true;
            case RowCellKind.Integer:
                writer.WriteNumberValue(cell.Number);
                return true;
            case RowCellKind.Double:
                CheckFinite(cell.Double);
                writer.WriteNumberValue(cell.Double);
                return true;
            case RowCellKind.True or RowCellKind.False:
                writer.WriteBooleanValue(cell.Kind == RowCellKind.True);
                return true;
            case RowCellKind.Null:
                writer.WriteNullValue();
                return true;
            default:
                return false;
        }
    }

    private static void WriteOther(Utf8JsonWriter writer, object value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new TemplateException($"A value is nested deeper than {MaxDepth} levels.");
        }

        switch (value)
        {
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case JsonElement json:
                WriteElement(writer, json);
                break;
            case JsonNode node:
                node.WriteTo(writer);
                break;
            case FluidValue fluid:
                WriteFluid(writer, fluid, depth);
                break;
            case double number:
                CheckFinite(number);
                writer.WriteNumberValue(number);
                break;
            case float number:
                CheckFinite(number);
                writer.WriteNumberValue(number);
                break;
            case Row row:
                WriteRow(writer, row, depth);
                break;
            case IReadOnlyDictionary<string, object?> dictionary:
                WriteMembers(writer, dictionary, depth);
                break;
            case IDictionary<string, object?> dictionary:
                WriteMembers(writer, dictionary, depth);
                break;
            case StepFile:
                throw new TemplateException("a file cannot be printed; its bytes go into a file or formData body, and {{ files.NAME.name }} prints its name.");
            case DateTimeOffset date:
                writer.WriteStringValue(date);
                break;
            case DateTime date:
                writer.WriteStringValue(date);
                break;
            case DateOnly or TimeOnly or TimeSpan or Guid or Uri or char or Enum:
                writer.WriteStringValue(TemplateValues.PlainText(value));
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case IEnumerable list:
                WriteItems(writer, list, depth);
                break;
            case IFormattable number:
                writer.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            default:
                throw new TemplateException($"The input holds a value of type {value.GetType().Name}; use text, numbers, dates, JSON (a JsonElement or JsonNode), dictionaries and lists.");
        }
    }

    public static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<char> text)
    {
        if (Utf8Text.HalfAt(text) >= 0)
        {
            throw Utf8Text.HalfSurrogate();
        }

        writer.WriteStringValue(text);
    }

    public static void WriteElement(Utf8JsonWriter writer, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
            return;
        }

        try
        {
            json.WriteTo(writer);
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            throw Utf8Text.HalfSurrogate();
        }
    }

    private static void WriteFluid(Utf8JsonWriter writer, FluidValue value, int depth)
    {
        switch (value.Type)
        {
            case FluidValues.Boolean:
                writer.WriteBooleanValue(value.ToBooleanValue());
                break;
            case FluidValues.Number:
                writer.WriteNumberValue(value.ToNumberValue());
                break;
            case FluidValues.String or FluidValues.DateTime:
                WriteText(writer, value is StringValue ? value.ToStringValue() : TemplateValues.ToText(value));
                break;
            case FluidValues.Array:
                WriteItems(writer, ((ArrayValue)value).Values, depth);
                break;
            case FluidValues.Dictionary when value is StructureValue structure:
                Write(writer, structure.Value, depth);
                break;
            case FluidValues.Nil or FluidValues.Empty or FluidValues.Blank:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(TemplateValues.ToText(value));
                break;
        }
    }

    private static void CheckFinite(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new TemplateException($"{number.ToString(CultureInfo.InvariantCulture)} is not a JSON number.");
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> members, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, Row row, int depth)
    {
        writer.WriteStartObject();
        for (var i = 0; i < row.Count; i++)
        {
            writer.WritePropertyName(row.Schema.Columns[i]);
            if (!row.TryCell(i, out var cell) || !TryWrite(writer, cell))
            {
                Write(writer, row[i], depth + 1);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, IEnumerable items, int depth)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }
}
