using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What values mean inside tags, as in Fluid: numbers are decimal there, and only nil and false are not true.</summary>
internal static class TagValues
{
    // A number of JSON up to this length is printed as it stands, if Fluid would print it so.
    private const int ShortNumber = 20;

    // What is below it fits into a decimal.
    private const double MostOfDecimal = 7.9e28;

    public static bool IsNil(in TemplateValue value) => value.TryJson(out var json)
        ? json.ValueKind is JsonValueKind.Null
        : value.Object is null || (value.Object is FluidValue fluid && fluid.IsNil());

    public static bool IsTrue(in TemplateValue value) => value.TryJson(out var json)
        ? json.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)
        : value.Object switch
        {
            null => false,
            bool boolean => boolean,
            FluidValue fluid => fluid.ToBooleanValue(),
            _ => true,
        };

    public static FluidValue ToFluid(in TemplateValue value) => TemplateValues.ToFluid(value.Object);

    /// <summary>A value of Fluid as one of ours.</summary>
    public static TemplateValue Of(FluidValue value) => value switch
    {
        NilValue => default,
        StructureValue structure => TemplateValue.Of(structure.Value),
        StringValue text => TemplateValue.Of(text.ToStringValue()),
        _ => TemplateValue.Of(value),
    };

    /// <summary>The value if it is text and needs no copy to be read.</summary>
    public static bool TryString(scoped in TemplateValue value, out string text)
    {
        if (!value.TryString(out text!) && !value.TryJson(out _))
        {
            text = (value.Object as StringValue)?.ToStringValue()!;
        }

        return text is not null;
    }

    /// <summary>The text of a JSON string, or null when it is none.</summary>
    public static bool IsJsonText(scoped in TemplateValue value, out JsonElement json) => value.TryJson(out json) && json.ValueKind == JsonValueKind.String;

    /// <summary>Writes the text of a JSON string.</summary>
    public static void Decode(JsonElement json, TextBuffer buffer)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(json)[1..^1];
        if (utf8.Contains((byte)'\\'))
        {
            buffer.Append(json.GetString());
            return;
        }

        buffer.Advance(Encoding.UTF8.GetChars(utf8, buffer.Room(utf8.Length)));
    }

    public static bool TryNumber(in TemplateValue value, out decimal number)
    {
        if (value.TryJson(out var json))
        {
            number = 0;
            return json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out number);
        }

        switch (value.Object)
        {
            case int given:
                number = given;
                return true;
            case long given:
                number = given;
                return true;
            case decimal given:
                number = given;
                return true;
            case NumberValue given:
                number = given.ToNumberValue();
                return true;
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>The member of a value; nothing when an object has none of that name, nil when it is no object.</summary>
    public static TemplateValue Member(in TemplateValue container, string name, ReadOnlySpan<byte> utf8, TemplateContext context)
    {
        if (container.TryMember(name, utf8, out var member))
        {
            return member;
        }

        return container.TryJson(out var json) && json.ValueKind == JsonValueKind.Array
            ? OfArray(json, name)
            : Of(Completed.Now(ToFluid(container).GetValueAsync(name, context)));
    }

    /// <summary>The item of a list; nil when there is none.</summary>
    public static TemplateValue Item(in TemplateValue container, FluidValue index, TemplateContext context)
    {
        if (container.TryJson(out var json) && json.ValueKind == JsonValueKind.Array)
        {
            var at = (int)index.ToNumberValue();
            return at >= 0 && at < json.GetArrayLength() ? TemplateValue.Of(json[at]) : default;
        }

        return Of(Completed.Now(ToFluid(container).GetIndexAsync(index, context)));
    }

    /// <summary>Prints a value the way Fluid does inside tags.</summary>
    public static void Print(in TemplateValue value, TemplateRun run)
    {
        if (value.TryString(out var text))
        {
            run.Slot.Value(text);
        }
        else if (value.TryJson(out var json))
        {
            PrintJson(json, run);
        }
        else
        {
            PrintOther(value.Object, run);
        }
    }

    /// <summary>Prints a value of the most common types; false when it is another.</summary>
    public static bool TryPrint(object? value, TextSlot slot)
    {
        switch (value)
        {
            case string text:
                slot.Value(text);
                return true;
            case int number:
                PrintInteger(number, slot);
                return true;
            case long number:
                PrintInteger(number, slot);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Prints an encoded value; false when it has to be decoded first.</summary>
    public static bool TryPrint(RowCell cell, TextSlot slot)
    {
        switch (cell.Kind)
        {
            case RowCellKind.Text:
                slot.Utf8Value(cell.Utf8);
                return true;
            case RowCellKind.Integer:
                PrintInteger(cell.Number, slot);
                return true;
            case RowCellKind.True or RowCellKind.False:
                slot.Value(cell.Kind == RowCellKind.True ? "true" : "false");
                return true;
            case RowCellKind.Double when Math.Abs(cell.Double) < MostOfDecimal:
                PrintNumber((decimal)cell.Double, slot);
                return true;
            case RowCellKind.Null:
                slot.Value(default);
                return true;
            default:
                return false;
        }
    }

    private static void PrintOther(object? value, TemplateRun run)
    {
        var slot = run.Slot;
        switch (value)
        {
            case null:
                slot.Value(default);
                break;
            case bool boolean:
                slot.Value(boolean ? "true" : "false");
                break;
            case int number:
                PrintInteger(number, slot);
                break;
            case long number:
                PrintInteger(number, slot);
                break;
            case decimal number:
                PrintNumber(number, slot);
                break;
            case NumberValue number:
                PrintNumber(number.ToNumberValue(), slot);
                break;
            case double number when Math.Abs(number) < MostOfDecimal:
                PrintNumber((decimal)number, slot);
                break;
            case DateTimeOffset date:
                PrintDate(date, slot);
                break;
            case DateTime date:
                PrintDate(TemplateValues.WithOffset(date), slot);
                break;
            case var other:
                TemplateValues.PrintFluid(TemplateValues.ToFluid(other), slot, run.Scope);
                break;
        }
    }

    public static void PrintInteger(long number, TextSlot slot)
    {
        Span<char> digits = stackalloc char[32];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        slot.Value(digits[..length]);
    }

    private static TemplateValue OfArray(JsonElement json, string name)
    {
        var count = json.GetArrayLength();
        return name switch
        {
            "size" => TemplateValue.Of(SmallNumbers.Of(count)),
            "first" when count > 0 => TemplateValue.Of(json[0]),
            "last" when count > 0 => TemplateValue.Of(json[count - 1]),
            _ => default,
        };
    }

    private static void PrintJson(JsonElement json, TemplateRun run)
    {
        var slot = run.Slot;
        switch (json.ValueKind)
        {
            case JsonValueKind.True:
                slot.Value("true");
                break;
            case JsonValueKind.False:
                slot.Value("false");
                break;
            case JsonValueKind.Number:
                PrintJsonNumber(json, slot);
                break;
            default:
                TemplateValues.PrintJson(json, slot, run.Scope);
                break;
        }
    }

    private static void PrintJsonNumber(JsonElement json, TextSlot slot)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(json);
        if (PrintsAsItStands(utf8))
        {
            Span<char> digits = stackalloc char[ShortNumber];
            slot.Value(digits[..Encoding.ASCII.GetChars(utf8, digits)]);
        }
        else if (json.TryGetDecimal(out var number))
        {
            PrintNumber(number, slot);
        }
        else
        {
            slot.Value(json.GetRawText());
        }
    }

    private static bool PrintsAsItStands(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > ShortNumber || utf8.ContainsAny("eE"u8) || utf8.StartsWith("-0"u8))
        {
            return false;
        }

        return !utf8.Contains((byte)'.') || (utf8[^1] != '0' && !utf8.StartsWith("0.0"u8));
    }

    private static void PrintDate(DateTimeOffset date, TextSlot slot)
    {
        Span<char> text = stackalloc char[32];
        date.TryFormat(text, out var length, "u", CultureInfo.InvariantCulture);
        slot.Value(text[..length]);
    }

    // A whole number with decimals keeps one of them, and another loses its last zeros.
    private static void PrintNumber(decimal number, TextSlot slot)
    {
        var format = number.Scale == 0 ? null : decimal.Truncate(number) == number ? "F1" : "G29";
        Span<char> digits = stackalloc char[64];
        number.TryFormat(digits, out var length, format, CultureInfo.InvariantCulture);
        slot.Value(digits[..length]);
    }
}
