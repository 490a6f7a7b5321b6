using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What <c>where</c>, <c>reject</c>, <c>find</c>, <c>find_index</c> and <c>has</c> share: items whose member equals a value, or is true when none is given.</summary>
internal static class ItemFilter
{
    public static IEnumerable<(int Index, FluidValue Item)> Matching(FluidValue input, FilterArguments arguments, TemplateContext context, bool isWanted = true)
    {
        var name = arguments.At(0).ToStringValue();
        var value = arguments.At(1);
        return FilterValues.Items(input, context).Index().Where(pair => Matches(pair.Item, name, value, context) == isWanted);
    }

    private static bool Matches(FluidValue item, string name, FluidValue value, TemplateContext context)
    {
        if (item.IsNil())
        {
            return false;
        }

        var member = FilterValues.Member(item, name, context);
        return value.IsNil() ? FilterValues.IsTrue(member) : FilterValues.AreSame(member, value);
    }
}
