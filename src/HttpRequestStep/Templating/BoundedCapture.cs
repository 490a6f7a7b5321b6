using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A capture that cannot grow beyond the host's limit: Fluid's own would take all the memory there is.</summary>
internal sealed class BoundedCapture(string identifier, IReadOnlyList<Statement> statements) : TagStatement(statements)
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        var buffer = TextBuffer.Rent(Liquid.ScopeOf(context).Frame.Intermediate);
        try
        {
            var completion = Completion.Normal;
            using var captured = new SlotWriter(buffer.Plain);
            for (var i = 0; i < Statements.Count && completion == Completion.Normal; i++)
            {
                completion = await Statements[i].WriteToAsync(captured, encoder, context).ConfigureAwait(false);
            }

            ((BoundedContext)context).Pay(buffer.Length);
            context.SetValue(identifier, new StringValue(buffer.ToString(), encode: false));
            return completion;
        }
        finally
        {
            buffer.Return();
        }
    }
}
