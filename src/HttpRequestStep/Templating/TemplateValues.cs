using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What the values of an input mean in a template: members, items and how they print.</summary>
internal static class TemplateValues
{
    public static bool TryMember(object? container, string name, out object? value)
    {
        // Most rows are of this type, and to ask for it costs less than to ask for an interface.
        if (container is Dictionary<string, object?> members)
        {
            return members.TryGetValue(name, out value);
        }

        if (container is Row row)
        {
            return row.TryGetValue(name, out value);
        }

        return TryMemberOfOther(container, name, out value);
    }

    private static bool TryMemberOfOther(object? container, string name, out object? value)
    {
        value = null;
        switch (container)
        {
            case JsonElement { ValueKind: JsonValueKind.Object } json when json.TryGetProperty(name, out var member):
                value = member;
                return true;
            case IReadOnlyDictionary<string, object?> dictionary:
                return dictionary.TryGetValue(name, out value);
            case IReadOnlyDictionary<string, StepFile> files when files.TryGetValue(name, out var file):
                value = file;
                return true;
            case IDictionary<string, object?> dictionary:
                return dictionary.TryGetValue(name, out value);
            case JsonObject json when json.TryGetPropertyValue(name, out var node):
                value = node;
                return true;
            case StepFile file:
                return TryFileMember(file, name, out value);
            case null or JsonElement:
                return false;
            default:
                // An object of the host's own is refused, not taken for one without members.
                _ = ToFluid(container);
                return false;
        }
    }

    public static bool TryItem(object? container, int index, out object? value)
    {
        value = null;
        switch (container)
        {
            case JsonElement { ValueKind: JsonValueKind.Array } json when InRange(ref index, json.GetArrayLength()):
                value = json[index];
                return true;
            case JsonArray json when InRange(ref index, json.Count):
                value = json[index];
                return true;
            case IList list when InRange(ref index, list.Count):
                value = list[index];
                return true;
            default:
                return false;
        }
    }

    public static IEnumerable<string> Members(object? container) => container switch
    {
        JsonElement { ValueKind: JsonValueKind.Object } json => json.EnumerateObject().Select(property => property.Name),
        IReadOnlyDictionary<string, object?> dictionary => dictionary.Keys,
        IReadOnlyDictionary<string, StepFile> files => files.Keys,
        IDictionary<string, object?> dictionary => dictionary.Keys,
        JsonObject json => json.Select(property => property.Key),
        _ => [],
    };

    /// <summary>How many items a list has; null when it is none.</summary>
    public static int? Count(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } json => json.GetArrayLength(),
        JsonArray json => json.Count,
        string or JsonNode or IDictionary or IReadOnlyDictionary<string, object?> or IDictionary<string, object?> => null,
        ICollection list => list.Count,
        IEnumerable list => list.Cast<object?>().Count(),
        _ => null,
    };

    public static bool IsNull(object? value) => value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } or NilValue or UndefinedValue;

    /// <summary>Writes a scalar to its place.</summary>
    public static void Print(object? value, TextSlot slot, TemplateScope scope)
    {
        switch (value)
        {
            case null:
                slot.Value(default);
                break;
            case string text:
                slot.Value(text);
                break;
            case bool boolean:
                slot.Value(boolean ? "true" : "false");
                break;
            case FluidValue fluid:
                PrintFluid(fluid, slot, scope);
                break;
            case ISpanFormattable number when IsNumber(number):
                PrintFormatted(number, slot);
                break;
            default:
                PrintFluid(ToFluid(value), slot, scope);
                break;
        }
    }

    /// <summary>Writes a value of Fluid to its place.</summary>
    public static void PrintFluid(FluidValue value, TextSlot slot, TemplateScope scope)
    {
        if (!slot.TakesStructures && value is ArrayValue or StructureValue)
        {
            throw new TemplateException(value is ArrayValue
                ? "an array cannot be printed into a URL; join its items ({{ … | join: \",\" }}), or put it under \"query\"."
                : "an object cannot be printed into a URL; print one of its members.");
        }

        if (value is not (ArrayValue or StructureValue))
        {
            slot.Value(ToText(value));
            return;
        }

        // A list may hold one large text or object many times.
        var buffer = TextBuffer.Rent(scope.Frame.Intermediate);
        try
        {
            Append(value, buffer);
            slot.Value(buffer.Span);
        }
        finally
        {
            buffer.Return();
        }
    }

    public static FluidValue ToFluid(object? value) => value switch
    {
        null => NilValue.Instance,
        FluidValue fluid => fluid,
        string text => new StringValue(text),
        bool boolean => BooleanValue.Create(boolean),
        JsonElement json => FromJson(json),
        JsonObject or IReadOnlyDictionary<string, object?> or IReadOnlyDictionary<string, StepFile> or IDictionary<string, object?> or StepFile => new StructureValue(value),
        JsonValue json => FromJson(JsonElement.Parse(json.ToJsonString())),
        DateTimeOffset date => new DateTimeValue(date),
        DateTime date => new DateTimeValue(WithOffset(date)),
        DateOnly or TimeOnly or TimeSpan or Guid or Uri or char or Enum => new StringValue(PlainText(value)),
        IFormattable number when IsNumber(number) => FromNumber(number),
        byte[] bytes => new StringValue(Convert.ToBase64String(bytes)),
        IEnumerable list => new ArrayValue([.. list.Cast<object?>().Select(ToFluid)]),
        _ => throw new TemplateException($"The input holds a value of type {value.GetType().Name}; use text, numbers, dates, JSON (a JsonElement or JsonNode), dictionaries and lists."),
    };

    /// <summary>Values that are text in JSON as well; dates and times as ISO 8601 writes them.</summary>
    public static string PlainText(object value) => value switch
    {
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>A time of no time zone is one of UTC.</summary>
    public static DateTimeOffset WithOffset(DateTime date) => date.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(date, TimeSpan.Zero) : new DateTimeOffset(date);

    public static string ToText(FluidValue value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Completed.Now(value.WriteToAsync(writer, Fluid.NullEncoder.Default, CultureInfo.InvariantCulture));
        return writer.ToString();
    }

    /// <summary>The text a filter or a tag reads of a value. A list may hold one large text or object many times, which is found before it is all written.</summary>
    public static string ToText(FluidValue value, TextLimit limit)
    {
        if (value is not ArrayValue)
        {
            return value.ToStringValue();
        }

        var buffer = TextBuffer.Rent(limit);
        try
        {
            Append(value, buffer);
            return buffer.ToString();
        }
        finally
        {
            buffer.Return();
        }
    }

    private static void Append(FluidValue value, TextBuffer buffer)
    {
        switch (value)
        {
            case ArrayValue array:
                foreach (var item in array.Values)
                {
                    Append(item, buffer);
                }

                break;
            case StructureValue structure:
                JsonText.Append(structure.Value, buffer);
                break;
            default:
                buffer.Append(value.ToStringValue());
                break;
        }
    }

    private static FluidValue FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new StringValue(json.GetString()!),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Number => FromJsonNumber(json),
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(FromJson)]),
        JsonValueKind.Object => new StructureValue(json),
        _ => NilValue.Instance,
    };

    // A number that decimal cannot hold stays the text it is: printed to the digit, though not to be calculated with.
    private static FluidValue FromJsonNumber(JsonElement json) =>
        json.TryGetDecimal(out var number) ? NumberValue.Create(number) : new StringValue(json.GetRawText());

    private static FluidValue FromNumber(IFormattable number)
    {
        try
        {
            return NumberValue.Create(Convert.ToDecimal(number, CultureInfo.InvariantCulture));
        }
        catch (OverflowException)
        {
            return new StringValue(number.ToString(null, CultureInfo.InvariantCulture));
        }
    }

    public static void PrintJson(JsonElement json, TextSlot slot, TemplateScope scope)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                PrintText(json, slot);
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                slot.Value(default);
                break;
            case JsonValueKind.Array or JsonValueKind.Object:
                PrintFluid(FromJson(json), slot, scope);
                break;
            default:
                slot.Value(json.GetRawText());
                break;
        }
    }

    private static void PrintText(JsonElement json, TextSlot slot)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(json)[1..^1];
        if (utf8.Contains((byte)'\\') || !Utf8.IsValid(utf8))
        {
            slot.Value(json.GetString());
            return;
        }

        slot.Utf8Value(utf8);
    }

    private static void PrintFormatted(ISpanFormattable number, TextSlot slot)
    {
        Span<char> digits = stackalloc char[64];
        if (number.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture))
        {
            slot.Value(digits[..written]);
            return;
        }

        slot.Value(number.ToString(null, CultureInfo.InvariantCulture));
    }

    private static bool IsNumber(object value) =>
        value is int or long or decimal or double or float or short or byte or uint or ulong or ushort or sbyte or Int128 or UInt128;

    private static bool TryFileMember(StepFile file, string name, out object? value)
    {
        value = name switch
        {
            "name" => file.Name,
            "length" => file.Length,
            "contentType" => file.ContentType,
            _ => null,
        };
        return name is "name" or "length" or "contentType";
    }

    private static bool InRange(ref int index, int count)
    {
        // Liquid counts negative indexes from the end.
        index = index < 0 ? index + count : index;
        return index >= 0 && index < count;
    }
}
