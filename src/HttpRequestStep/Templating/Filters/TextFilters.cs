using System.Text;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The filters of texts. A character beyond U+FFFF is never cut in half.</summary>
internal static class TextFilters
{
    private const int DefaultLength = 50;
    private const int DefaultWords = 15;
    private const string Ellipsis = "...";

    private static readonly (string Start, string End)[] Blocks = [("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>"), ("<", ">")];

    public static FluidValue Capitalize(string text) =>
        FilterValues.Text(text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant());

    /// <summary>Nothing is found before each character and at the end.</summary>
    public static FluidValue Replace(string text, string search, string replacement)
    {
        if (search.Length > 0)
        {
            return FilterValues.Text(text.Replace(search, replacement, StringComparison.Ordinal));
        }

        var builder = new StringBuilder(replacement);
        foreach (var character in Characters(text))
        {
            builder.Append(character).Append(replacement);
        }

        return FilterValues.Text(builder.ToString());
    }

    public static FluidValue Slice(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var start = FilterValues.ToInteger(arguments.At(0)) ?? throw new TemplateException("the filter \"slice\" takes a whole number.");
        var length = arguments.At(1).IsNil() ? 1 : FilterValues.ToInteger(arguments.At(1)) ?? throw new TemplateException("the length that the filter \"slice\" takes is a whole number.");
        return input is ArrayValue array
            ? new ArrayValue([.. Part(array.Values, start, length)])
            : FilterValues.Text(string.Concat(Part(Characters(input.ToStringValue()), start, length)));
    }

    /// <summary>A blank separates at any blanks, nothing at each character; empty parts at the end are left out.</summary>
    public static FluidValue Split(string text, string separator)
    {
        var parts = separator switch
        {
            "" => Characters(text),
            " " => [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)],
            _ => [.. text.Split(separator, StringSplitOptions.None)],
        };
        var count = parts.FindLastIndex(static part => part.Length > 0) + 1;
        return new ArrayValue([.. parts.Take(count).Select(FilterValues.Text)]);
    }

    /// <summary>Without scripts, styles, comments and tags. Each end is looked for once it is known to be there.</summary>
    public static FluidValue StripHtml(string text)
    {
        var output = new StringBuilder(text.Length);
        var ends = Blocks.Select(block => text.LastIndexOf(block.End, StringComparison.OrdinalIgnoreCase)).ToArray();
        var at = 0;
        for (var start = text.IndexOf('<'); start >= 0; start = text.IndexOf('<', at))
        {
            output.Append(text, at, start - at);
            var end = EndOf(text, start, ends);
            if (end < 0)
            {
                return FilterValues.Text(output.Append(text, start, text.Length - start).ToString());
            }

            at = end;
        }

        return FilterValues.Text(output.Append(text, at, text.Length - at).ToString());
    }

    public static FluidValue Truncate(FluidValue input, FilterArguments arguments)
    {
        var ellipsis = arguments.Count > 1 ? arguments.At(1).ToStringValue() : Ellipsis;
        var length = FilterValues.ToInteger(arguments.At(0)) ?? DefaultLength;
        var text = input.ToStringValue();
        if (text.Length <= length || Characters(text) is var characters && characters.Count <= length)
        {
            return FilterValues.Text(text);
        }

        return FilterValues.Text(string.Concat(Characters(text).Take(Math.Max(0, length - Characters(ellipsis).Count))) + ellipsis);
    }

    public static FluidValue TruncateWords(FluidValue input, FilterArguments arguments)
    {
        var ellipsis = arguments.Count > 1 ? arguments.At(1).ToStringValue() : Ellipsis;
        var count = Math.Max(1, FilterValues.ToInteger(arguments.At(0)) ?? DefaultWords);
        var words = input.ToStringValue().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= count ? FilterValues.Text(input.ToStringValue()) : FilterValues.Text(string.Join(' ', words.Take(count)) + ellipsis);
    }

    private static int EndOf(string text, int start, int[] ends)
    {
        for (var i = 0; i < Blocks.Length; i++)
        {
            if (ends[i] > start && string.Compare(text, start, Blocks[i].Start, 0, Blocks[i].Start.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                var end = text.IndexOf(Blocks[i].End, start, StringComparison.OrdinalIgnoreCase);
                return end + Blocks[i].End.Length;
            }
        }

        return -1;
    }

    private static IEnumerable<T> Part<T>(IReadOnlyCollection<T> all, int start, int length)
    {
        start = start < 0 ? start + all.Count : start;
        return start < 0 || length < 0 ? [] : all.Skip(start).Take(length);
    }

    private static List<string> Characters(string text)
    {
        var characters = new List<string>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            characters.Add(text.Substring(i, length));
            i += length - 1;
        }

        return characters;
    }
}
