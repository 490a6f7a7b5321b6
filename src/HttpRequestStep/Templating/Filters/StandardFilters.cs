using System.Collections.Frozen;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The standard filters that Fluid does otherwise than Shopify's Liquid, by name.</summary>
internal static class StandardFilters
{
    public static readonly FrozenDictionary<string, FilterDelegate> All = new Dictionary<string, Func<FluidValue, FilterArguments, TemplateContext, FluidValue>>
    {
        ["at_least"] = static (input, arguments, _) => FilterValues.Number(Math.Max(FilterValues.ToNumber(input), FilterValues.ToNumber(arguments.At(0)))),
        ["at_most"] = static (input, arguments, _) => FilterValues.Number(Math.Min(FilterValues.ToNumber(input), FilterValues.ToNumber(arguments.At(0)))),
        ["plus"] = static (input, arguments, _) => FilterValues.Number(FilterValues.ToNumber(input) + FilterValues.ToNumber(arguments.At(0))),
        ["minus"] = static (input, arguments, _) => FilterValues.Number(FilterValues.ToNumber(input) - FilterValues.ToNumber(arguments.At(0))),
        ["times"] = static (input, arguments, _) => FilterValues.Number(FilterValues.ToNumber(input) * FilterValues.ToNumber(arguments.At(0))),
        ["divided_by"] = static (input, arguments, _) => NumberFilters.Divide(input, arguments),
        ["modulo"] = static (input, arguments, _) => NumberFilters.Modulo(input, arguments),
        ["round"] = static (input, arguments, _) => NumberFilters.Round(input, arguments),
        ["compact"] = ListFilters.Compact,
        ["concat"] = ListFilters.Concat,
        ["first"] = static (input, _, context) => ListFilters.First(input, context),
        ["join"] = ListFilters.Join,
        ["map"] = ListFilters.Map,
        ["reverse"] = static (input, _, context) => new ArrayValue([.. FilterValues.Items(input, context).AsEnumerable().Reverse()]),
        ["size"] = static (input, _, context) => ListFilters.Size(input, context),
        ["sort"] = static (input, arguments, context) => ListFilters.Sort(input, arguments, context, StringComparer.Ordinal),
        ["sort_natural"] = static (input, arguments, context) => ListFilters.Sort(input, arguments, context, StringComparer.OrdinalIgnoreCase),
        ["sum"] = ListFilters.Sum,
        ["uniq"] = ListFilters.Unique,
        ["find"] = static (input, arguments, context) => ItemFilter.Matching(input, arguments, context).FirstOrDefault().Item ?? NilValue.Instance,
        ["find_index"] = static (input, arguments, context) => ItemFilter.Matching(input, arguments, context).Select(static found => NumberValue.Create(found.Index)).FirstOrDefault<FluidValue>() ?? NilValue.Instance,
        ["has"] = static (input, arguments, context) => BooleanValue.Create(ItemFilter.Matching(input, arguments, context).Any()),
        ["where"] = static (input, arguments, context) => new ArrayValue([.. ItemFilter.Matching(input, arguments, context).Select(static found => found.Item)]),
        ["reject"] = static (input, arguments, context) => new ArrayValue([.. ItemFilter.Matching(input, arguments, context, isWanted: false).Select(static found => found.Item)]),
        ["capitalize"] = static (input, _, _) => TextFilters.Capitalize(input.ToStringValue()),
        ["newline_to_br"] = static (input, _, _) => FilterValues.Text(input.ToStringValue().ReplaceLineEndings("\n").Replace("\n", "<br />\n", StringComparison.Ordinal)),
        ["replace"] = static (input, arguments, _) => TextFilters.Replace(input.ToStringValue(), arguments.At(0).ToStringValue(), arguments.At(1).ToStringValue()),
        ["slice"] = TextFilters.Slice,
        ["split"] = static (input, arguments, _) => TextFilters.Split(input.ToStringValue(), arguments.At(0).ToStringValue()),
        ["strip_html"] = static (input, _, _) => TextFilters.StripHtml(input.ToStringValue()),
        ["truncate"] = static (input, arguments, _) => TextFilters.Truncate(input, arguments),
        ["truncatewords"] = static (input, arguments, _) => TextFilters.TruncateWords(input, arguments),
        ["base64_decode"] = static (input, _, _) => EncodingFilters.FromBase64(input.ToStringValue(), "base64_decode"),
        ["base64_url_safe_decode"] = static (input, _, _) => EncodingFilters.FromBase64(EncodingFilters.Padded(input.ToStringValue()), "base64_url_safe_decode"),
        ["base64_url_safe_encode"] = static (input, _, _) => EncodingFilters.ToBase64Url(input.ToStringValue()),
        ["url_encode"] = static (input, _, _) => EncodingFilters.UrlEncode(input.ToStringValue()),
        ["url_decode"] = static (input, _, _) => EncodingFilters.UrlDecode(input.ToStringValue()),
    }.ToFrozenDictionary(static pair => pair.Key, static pair => Delegate(pair.Value));

    /// <summary>The filter <c>date</c>: Fluid formats, but what is no date, or has no format, stays what it is.</summary>
    public static FilterDelegate Date(FilterDelegate format) => (input, arguments, context) => DateFilter.Format(input, arguments, context, format);

    private static FilterDelegate Delegate(Func<FluidValue, FilterArguments, TemplateContext, FluidValue> filter) =>
        (input, arguments, context) => ValueTask.FromResult(filter(input, arguments, context));
}
