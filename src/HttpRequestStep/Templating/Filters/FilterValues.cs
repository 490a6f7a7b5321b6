using System.Globalization;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>How a filter of Liquid reads its input and arguments.</summary>
internal static class FilterValues
{
    private const int MaxDepth = 64;

    /// <summary>A number, or a text that begins like one; anything else is zero.</summary>
    public static decimal ToNumber(FluidValue value) => value switch
    {
        NumberValue => value.ToNumberValue(),
        StringValue => Parse(value.ToStringValue().AsSpan().Trim()),
        DateTimeValue => value.ToNumberValue(),
        _ => 0,
    };

    /// <summary>A whole number, or null when the value is none.</summary>
    public static int? ToInteger(FluidValue value)
    {
        if (value is NumberValue && value.ToNumberValue() is var number && decimal.Truncate(number) == number)
        {
            return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
        }

        return value is StringValue && int.TryParse(value.ToStringValue(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    public static FluidValue Number(decimal number) => NumberValue.Create(number);

    public static FluidValue Text(string text) => new StringValue(text, encode: false);

    /// <summary>The items of a list, lists in it flattened; nil has none, and anything else is one item.</summary>
    public static List<FluidValue> Items(FluidValue input, TemplateContext context)
    {
        var items = new List<FluidValue>();
        if (input is ArrayValue array)
        {
            items.EnsureCapacity(array.Values.Count);
            Flatten(array, items, 0);
        }
        else if (!input.IsNil())
        {
            items.Add(input);
        }

        return items;
    }

    /// <summary>The member of an item; of a text its own name when it has it in it.</summary>
    public static FluidValue Member(FluidValue item, string name, TemplateContext context) => item switch
    {
        NumberValue or BooleanValue => throw new TemplateException($"an item of the list is {item.ToStringValue()}, which has no \"{name}\"."),
        StringValue => item.ToStringValue().Contains(name, StringComparison.Ordinal) ? Text(name) : NilValue.Instance,
        _ => Completed.Now(item.GetValueAsync(name, context)),
    };

    /// <summary>Whether a value counts as true: all but nil and false.</summary>
    public static bool IsTrue(FluidValue value) => !value.IsNil() && (value is not BooleanValue || value.ToBooleanValue());

    /// <summary>Whether two values are of one kind and equal.</summary>
    public static bool AreSame(FluidValue left, FluidValue right) => left.Type == right.Type && left.Equals(right);

    private static void Flatten(ArrayValue array, List<FluidValue> items, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new TemplateException($"a list is nested deeper than {MaxDepth} levels.");
        }

        foreach (var item in array.Values)
        {
            if (item is ArrayValue inner)
            {
                Flatten(inner, items, depth + 1);
            }
            else
            {
                items.Add(item);
            }
        }
    }

    private static decimal Parse(ReadOnlySpan<char> text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var whole) && !text.EndsWith("."))
        {
            return whole;
        }

        var length = text.Length > 0 && text[0] is ('-' or '+') ? 1 : 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        return decimal.TryParse(text[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
