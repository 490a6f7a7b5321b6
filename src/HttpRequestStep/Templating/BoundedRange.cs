using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A range that is not larger than the steps a template may take: Fluid makes an array of it.</summary>
internal sealed class BoundedRange(RangeExpression range) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var from = (await range.From.EvaluateAsync(context).ConfigureAwait(false)).ToNumberValue();
        var to = (await range.To.EvaluateAsync(context).ConfigureAwait(false)).ToNumberValue();
        var most = Liquid.ScopeOf(context).Frame.MaxSteps;
        if (to < from)
        {
            return ArrayValue.Empty;
        }

        return to - from >= most
            ? throw new TemplateException($"a range has more items than the host's limit of {most} steps (MaxTemplateSteps).")
            : await range.EvaluateAsync(context).ConfigureAwait(false);
    }
}
