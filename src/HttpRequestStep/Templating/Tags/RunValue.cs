using Fluid;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>The variables of a run and then its scope, as an expression of Fluid sees them.</summary>
internal sealed class RunValue : ScopeValue
{
    public TemplateRun? Run { get; set; }

    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context)
    {
        if (Run?.Names is { } names && names.TryGetValue(name, out var slot) && !TagValues.IsNil(Run.Local(slot)))
        {
            return ValueTask.FromResult(TagValues.ToFluid(Run.Local(slot)));
        }

        return base.GetValueAsync(name, context);
    }
}
