using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A filter whose result cannot grow beyond the host's limit, that pays for its work in steps, and whose result is as secret as what went in.</summary>
/// <remarks>A template that doubles a text forty times, or works through a large one a million times, would take all the memory or time there is.</remarks>
internal sealed partial class BoundedFilter(string name, FilterDelegate filter)
{
    /// <summary>The characters that cost one step.</summary>
    public const int StepLength = 256;

    /// <summary>What an item of an array takes beside its text.</summary>
    private const int ItemLength = 32;

    private const int MaxDepth = 64;

    // A digest does not give away what went into it.
    private readonly bool _isOneWay = name is "sha256" or "hmac_sha256" or "sha1" or "md5" or "hmac_sha1" or "size";

    public ValueTask<FluidValue> RunAsync(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var scope = Liquid.ScopeOf(context);
        var limit = scope.Frame.Intermediate;
        var length = Length(input, limit.Length, 0);
        var given = length;
        for (var i = 0; i < arguments.Count; i++)
        {
            given += Length(arguments.At(i), limit.Length, 0);
        }

        if (!_isOneWay)
        {
            Check(Math.Max(given, Growth(input, arguments, length)), limit);
        }

        Pay(given, context);
        var result = Completed.Now(filter(input, arguments, context));
        Check(Length(result, limit.Length, 0), limit);
        MarkDerived(input, arguments, result, scope);
        return ValueTask.FromResult(result);
    }

    private static void Pay(long length, TemplateContext context)
    {
        for (; length >= StepLength; length -= StepLength)
        {
            context.IncrementSteps();
        }
    }

    /// <summary>The length of what the filter will make, where it can be far more than what it is given.</summary>
    private long Growth(FluidValue input, FilterArguments arguments, long length)
    {
        switch (name)
        {
            case "replace" when input is StringValue:
                return Replaced(input.ToStringValue(), arguments.At(0).ToStringValue(), arguments.At(1).ToStringValue());
            case "split" when arguments.At(0).ToStringValue().Length == 0:
                return length * (ItemLength + 1);
            case "slice" or "truncate" when input is StringValue:
                return length * (ItemLength + 1);
            case "split" when arguments.At(0).ToStringValue() == " ":
                return length * (1 + (ItemLength / 2));
            case "split":
                return length + (Count(input.ToStringValue(), arguments.At(0).ToStringValue()) * ItemLength);
            case "join" when input is ArrayValue array:
                return length + (Items(array, 0) * arguments.At(0).ToStringValue().Length);
            case "truncatewords":
                return length * (1 + (ItemLength / 2));
            case "url_encode":
                return length * 3;
            case "date" when Padding().IsMatch(arguments.At(0).ToStringValue()):
                throw new TemplateException("a date format pads to more than 99 characters.");
            default:
                return length;
        }
    }

    /// <summary>How much a value holds, counted no further than needed.</summary>
    private static long Length(FluidValue value, long limit, int depth)
    {
        if (value is not ArrayValue array || depth > MaxDepth)
        {
            return value is StringValue text ? text.ToStringValue().Length : (value as BinaryValue)?.Length ?? 0;
        }

        long length = 0;
        foreach (var item in array.Values)
        {
            length += ItemLength + Length(item, limit, depth + 1);
            if (length > limit)
            {
                break;
            }
        }

        return length;
    }

    private static long Items(ArrayValue array, int depth) =>
        depth > MaxDepth ? 0 : array.Values.Sum(item => item is ArrayValue inner ? Items(inner, depth + 1) : 1);

    private static long Replaced(string text, string search, string replacement) => search.Length == 0
        ? text.Length + ((text.Length + 1L) * replacement.Length)
        : text.Length + (Count(text, search) * (replacement.Length - search.Length));

    private static long Count(string text, string search)
    {
        long found = 0;
        for (var at = text.IndexOf(search, StringComparison.Ordinal); at >= 0; at = text.IndexOf(search, at + search.Length, StringComparison.Ordinal))
        {
            found++;
        }

        return found;
    }

    /// <summary>What is made of a secret is one: upper case or base64 of it would pass a redaction by value.</summary>
    private void MarkDerived(FluidValue input, FilterArguments arguments, FluidValue result, TemplateScope scope)
    {
        if (_isOneWay || scope.Redactor.IsEmpty || result is not StringValue text)
        {
            return;
        }

        var isDerived = scope.Redactor.IsIn(input.ToStringValue());
        for (var i = 0; i < arguments.Count && !isDerived; i++)
        {
            isDerived = scope.Redactor.IsIn(arguments.At(i).ToStringValue());
        }

        if (isDerived)
        {
            scope.Redactor.Add(text.ToStringValue());
        }
    }

    private static void Check(long length, TextLimit limit)
    {
        if (length > limit.Length)
        {
            throw limit.Exceeded();
        }
    }

    [GeneratedRegex(@"%[^A-Za-z%]*[0-9]{3}", RegexOptions.CultureInvariant)]
    private static partial Regex Padding();
}
