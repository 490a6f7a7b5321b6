using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>An output inside a tag: checked as every output, and written as a value of the slot, not as something the author wrote.</summary>
internal sealed class CheckedOutput(OutputStatement original, TemplatePlace place) : Statement
{
    private readonly CheckedExpression _expression = new(original.Expression, place);

    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        var scope = Liquid.ScopeOf(context);
        var value = _expression.Evaluate(context, scope);
        if (writer is SlotWriter slotWriter)
        {
            TemplateValues.PrintFluid(value, slotWriter.Slot);
        }
        else
        {
            // A capture: written plain now, encoded for its place when it is printed.
            await value.WriteToAsync(writer, NullEncoder.Default, CultureInfo.InvariantCulture).ConfigureAwait(false);
        }

        return Completion.Normal;
    }
}
