using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What a loop of Fluid with an offset walks: a list without its first items, so that <c>forloop</c> counts what is walked.</summary>
internal sealed class ItemsFrom(Expression source, Expression offset) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var items = (await source.EvaluateAsync(context).ConfigureAwait(false)).Enumerate(context).ToList();
        if (items.Count == 0)
        {
            return ArrayValue.Empty;
        }

        var first = (int)(await offset.EvaluateAsync(context).ConfigureAwait(false)).ToNumberValue();
        return new ArrayValue([.. items.Skip(first)]);
    }
}
