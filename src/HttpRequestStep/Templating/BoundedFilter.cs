using System.Collections.Frozen;
using System.Text;
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

    private const int LongestDateFormat = 1000;

    /// <summary>The filters that take a list as it is; others read its text.</summary>
    private static readonly FrozenSet<string> OfLists = FrozenSet.Create(
        "compact", "concat", "default", "find", "find_index", "first", "has", "join", "json", "last", "map", "reject", "reverse", "size", "slice", "sort", "sort_natural", "sum", "uniq", "where");

    private readonly bool _readsText = !OfLists.Contains(name);

    // Of any other argument that is a list the text is read.
    private readonly bool _keepsArguments = name is "concat" or "default";

    // A digest does not give away what went into it.
    private readonly bool _isOneWay = name is "sha256" or "hmac_sha256" or "sha1" or "md5" or "hmac_sha1" or "size";

    public ValueTask<FluidValue> RunAsync(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var scope = Liquid.ScopeOf(context);
        var limit = scope.Frame.Intermediate;
        var length = Length(input, limit.Length, _readsText);
        var given = length;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = Length(arguments.At(i), limit.Length, !_keepsArguments);
            Check(argument, limit);
            given += argument;
        }

        if (!_isOneWay || (_readsText && input is ArrayValue))
        {
            Check(given, limit);
        }

        if (!_isOneWay)
        {
            Check(Growth(input, arguments, length), limit);
        }

        ((BoundedContext)context).Pay(given);
        var result = Completed.Now(filter(input, arguments, context));
        Check(Length(result, limit.Length, _readsText), limit);
        MarkDerived(input, arguments, result, scope);
        return ValueTask.FromResult(result);
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
                return 3L * Encoding.UTF8.GetByteCount(input.ToStringValue());
            case "escape" or "escape_once" or "xml_escape":
                return length + Grown(input.ToStringValue(), "&<>\"'", "&quot;");
            case "newline_to_br":
                return length + Grown(input.ToStringValue(), "\r\n", "<br />\n");
            case "json" when input is StringValue:
                return length + Grown(input.ToStringValue(), "\"\\\n\r\t", "\\n");
            case "date" when arguments.At(0).ToStringValue().Length > LongestDateFormat:
                throw new TemplateException($"a date format is longer than {LongestDateFormat} characters.");
            case "date" when Padding().IsMatch(arguments.At(0).ToStringValue()):
                throw new TemplateException("a date format pads to more than 99 characters.");
            default:
                return length;
        }
    }

    /// <summary>How much longer a text becomes when each of these characters does.</summary>
    private static long Grown(ReadOnlySpan<char> text, string characters, string replacement)
    {
        long found = 0;
        for (var at = text.IndexOfAny(characters); at >= 0; at = text.IndexOfAny(characters))
        {
            found++;
            text = text[(at + 1)..];
        }

        return found * (replacement.Length - 1);
    }

    /// <summary>How much a value holds, counted no further than needed.</summary>
    public static long Length(FluidValue value, long limit, bool readsText, int depth = 0)
    {
        if (value is not ArrayValue array || depth > MaxDepth)
        {
            return value switch
            {
                StringValue text => text.ToStringValue().Length,
                BinaryValue binary => binary.Length,

                // An object of the input is no larger than the input, but a list may hold it any number of times.
                StructureValue when readsText && depth > 0 => value.ToStringValue().Length,
                _ => 0,
            };
        }

        long length = 0;
        foreach (var item in array.Values)
        {
            length += ItemLength + Length(item, limit, readsText, depth + 1);
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

        var limit = scope.Frame.Intermediate;
        var isDerived = scope.Redactor.IsIn(TemplateValues.ToText(input, limit));
        for (var i = 0; i < arguments.Count && !isDerived; i++)
        {
            isDerived = scope.Redactor.IsIn(TemplateValues.ToText(arguments.At(i), limit));
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
