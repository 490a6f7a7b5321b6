using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>A <c>case</c> of Fluid whose branches may end the loop around it.</summary>
internal sealed class JumpingCase(CaseStatement original) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        var value = await original.Expression.EvaluateAsync(context).ConfigureAwait(false);
        var found = false;
        foreach (var when in original.Whens)
        {
            foreach (var option in when.Options)
            {
                if (!value.Equals(await option.EvaluateAsync(context).ConfigureAwait(false)))
                {
                    continue;
                }

                found = true;
                foreach (var statement in when.Statements)
                {
                    var completion = await statement.WriteToAsync(writer, encoder, context).ConfigureAwait(false);
                    if (completion != Completion.Normal)
                    {
                        return completion;
                    }
                }
            }
        }

        return found || original.Else is null ? Completion.Normal : await original.Else.WriteToAsync(writer, encoder, context).ConfigureAwait(false);
    }
}
