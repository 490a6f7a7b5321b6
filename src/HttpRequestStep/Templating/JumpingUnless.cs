using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>An <c>unless</c> of Fluid whose <c>else</c> may end the loop around it.</summary>
internal sealed class JumpingUnless(UnlessStatement original) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        var condition = await original.Condition.EvaluateAsync(context).ConfigureAwait(false);
        return condition.ToBooleanValue() && original.Else is not null
            ? await original.Else.WriteToAsync(writer, encoder, context).ConfigureAwait(false)
            : await original.WriteToAsync(writer, encoder, context).ConfigureAwait(false);
    }
}
