using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>An output inside a tag: checked as every output, and written as a value of the slot, not as something the author wrote.</summary>
internal sealed class CheckedOutput(OutputStatement original, TemplatePlace place) : Statement
{
    private readonly CheckedExpression _expression = new(original.Expression, place);

    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        var scope = Liquid.ScopeOf(context);
        TemplateValues.PrintFluid(_expression.Evaluate(context, scope), ((SlotWriter)writer).Slot, scope);
        return ValueTask.FromResult(Completion.Normal);
    }
}
