using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What a <c>for</c> of Fluid walks: a list without what its offset and limit leave out, so that <c>forloop</c> counts what is walked.</summary>
/// <param name="loop">The loop.</param>
/// <param name="name">What tells it from others.</param>
internal sealed class LoopPart(ForStatement loop, string name) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var items = Items(await loop.Source.EvaluateAsync(context).ConfigureAwait(false), context);
        var offset = loop.OffsetIsContinue ? (int)context.AmbientValues.GetValueOrDefault(name, 0) : await NumberAsync(loop.Offset, context).ConfigureAwait(false) ?? 0;
        var window = LoopWindow.Of(items.Count, offset, await NumberAsync(loop.Limit, context).ConfigureAwait(false));
        context.AmbientValues[name] = window.Next;
        return new ArrayValue([.. items.Skip(window.Start).Take(window.Count)]);
    }

    /// <summary>What there is to walk; an empty text has nothing.</summary>
    public static List<FluidValue> Items(FluidValue source, TemplateContext context) =>
        source is StringValue && source.ToStringValue().Length == 0 ? [] : [.. source.Enumerate(context)];

    private static async ValueTask<int?> NumberAsync(Expression? expression, TemplateContext context) =>
        expression is null ? null : LoopWindow.Number(await expression.EvaluateAsync(context).ConfigureAwait(false));
}
