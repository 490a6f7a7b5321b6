using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The members a filter keeps of the items of a list. The list may hold one object many times, of which each would be a copy.</summary>
/// <param name="name">The member; nil when an item is taken itself.</param>
/// <param name="context">The render.</param>
internal sealed class KeptMembers(FluidValue name, TemplateContext context)
{
    private readonly TextLimit _limit = Liquid.ScopeOf(context).Frame.Intermediate;
    private readonly string? _name = name.IsNil() ? null : name.ToStringValue();
    private long _kept;

    public FluidValue Of(FluidValue item)
    {
        if (_name is null)
        {
            return item;
        }

        var member = FilterValues.Member(item, _name, context);
        _kept += BoundedFilter.Length(member, _limit.Length, readsText: true);
        return _kept <= _limit.Length ? member : throw _limit.Exceeded();
    }
}
