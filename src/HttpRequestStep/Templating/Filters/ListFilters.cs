using System.Text;
using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The filters of lists.</summary>
internal static class ListFilters
{
    public static FluidValue Compact(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        new ArrayValue([.. FilterValues.Items(input, context).Where(item => !Key(item, arguments, context).IsNil())]);

    public static FluidValue Concat(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        arguments.At(0) is ArrayValue more
            ? new ArrayValue([.. FilterValues.Items(input, context), .. more.Values])
            : throw new TemplateException("the filter \"concat\" takes a list.");

    /// <summary>The first item; that of an object is a pair of name and value.</summary>
    public static FluidValue First(FluidValue input, TemplateContext context) => input switch
    {
        ArrayValue array => array.Values.Count > 0 ? array.Values[0] : NilValue.Instance,
        StructureValue => input.Enumerate(context).FirstOrDefault() ?? NilValue.Instance,
        _ => NilValue.Instance,
    };

    public static FluidValue Size(FluidValue input, TemplateContext context) => input switch
    {
        ArrayValue array => NumberValue.Create(array.Values.Count),
        StructureValue structure => NumberValue.Create(TemplateValues.Members(structure.Value).Count()),
        StringValue => NumberValue.Create(input.ToStringValue().Length),
        _ => NumberValue.Create(0),
    };

    public static FluidValue Join(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var separator = arguments.Count > 0 ? arguments.At(0).ToStringValue() : " ";
        var limit = Liquid.ScopeOf(context).Frame.Intermediate;
        var output = new StringBuilder();
        foreach (var (at, item) in FilterValues.Items(input, context).Index())
        {
            output.Append(at == 0 ? string.Empty : separator).Append(item.ToStringValue());
            if (output.Length > limit.Length)
            {
                throw limit.Exceeded();
            }
        }

        return FilterValues.Text(output.ToString());
    }

    public static FluidValue Map(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        if (input.IsNil())
        {
            return input;
        }

        var name = new StringValue(arguments.At(0).ToStringValue());
        return new ArrayValue([.. FilterValues.Items(input, context).Select(new KeptMembers(name, context).Of)]);
    }

    /// <summary>Numbers by value and texts by characters, nil last; items of other or several kinds have no order.</summary>
    public static FluidValue Sort(FluidValue input, FilterArguments arguments, TemplateContext context, StringComparer comparer)
    {
        var kept = new KeptMembers(arguments.At(0), context);
        var items = FilterValues.Items(input, context).Select(item => (Item: item, Key: kept.Of(item))).ToList();
        var keys = items.Where(static pair => !pair.Key.IsNil()).Select(static pair => pair.Key).ToList();
        if (keys.Exists(static key => key is StructureValue))
        {
            throw new TemplateException("a list of objects is sorted by one of their members: name it.");
        }

        if (comparer != StringComparer.Ordinal || keys.TrueForAll(static key => key is StringValue))
        {
            return Ordered(items.OrderBy(static pair => pair.Key.IsNil()).ThenBy(static pair => pair.Key.ToStringValue(), comparer));
        }

        return keys.TrueForAll(static key => key is NumberValue or DateTimeValue)
            ? Ordered(items.OrderBy(static pair => pair.Key.IsNil()).ThenBy(static pair => FilterValues.ToNumber(pair.Key)))
            : keys.Count < 2 ? input : throw new TemplateException("a list is sorted when its values are all numbers or all texts.");
    }

    public static FluidValue Sum(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        FilterValues.Number(FilterValues.Items(input, context).Sum(item => FilterValues.ToNumber(Key(item, arguments, context))));

    public static FluidValue Unique(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var kept = new KeptMembers(arguments.At(0), context);
        return new ArrayValue([.. FilterValues.Items(input, context).DistinctBy(item => Identity(kept.Of(item)))]);
    }

    private static ArrayValue Ordered(IEnumerable<(FluidValue Item, FluidValue Key)> items) => new([.. items.Select(static pair => pair.Item)]);

    private static FluidValue Key(FluidValue item, FilterArguments arguments, TemplateContext context) =>
        arguments.Count > 0 && !arguments.At(0).IsNil() ? FilterValues.Member(item, arguments.At(0).ToStringValue(), context) : item;

    /// <summary>What makes two items one; <c>1</c> is not the text "1".</summary>
    private static (FluidValues Kind, object Value) Identity(FluidValue key) => key switch
    {
        NumberValue => (key.Type, key.ToNumberValue()),
        StructureValue structure => (key.Type, structure.Value),
        _ => (key.Type, key.ToStringValue()),
    };
}
