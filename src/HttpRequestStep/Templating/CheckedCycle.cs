using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>A <c>cycle</c> outside of our nodes: Fluid's own takes all that have no name for one, and what it prints could not be told from what the author wrote.</summary>
/// <param name="key">What it goes on by when it has no name.</param>
/// <param name="name">Its name.</param>
/// <param name="outputs">What it prints in turn.</param>
internal sealed class CheckedCycle(object key, Expression? name, CheckedOutput[] outputs) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        var limit = Liquid.ScopeOf(context).Frame.Intermediate;
        var at = ((BoundedContext)context).Cycles.Next(name is null ? key : Cycles.KeyOf(await name.EvaluateAsync(context).ConfigureAwait(false), limit), outputs.Length);
        return at < outputs.Length ? await outputs[at].WriteToAsync(writer, encoder, context).ConfigureAwait(false) : Completion.Normal;
    }
}
