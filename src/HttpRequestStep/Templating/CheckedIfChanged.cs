using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>An <c>ifchanged</c> outside of our nodes: what it holds cannot grow beyond the host's limit, and its values stay values.</summary>
internal sealed class CheckedIfChanged(IReadOnlyList<Statement> statements) : TagStatement(statements)
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        var limit = Liquid.ScopeOf(context).Frame.Intermediate;
        var record = RecordingSlot.Rent(((SlotWriter)writer).Slot, limit);
        try
        {
            var completion = Completion.Normal;
            using var recorder = new SlotWriter(record);
            for (var i = 0; i < Statements.Count && completion == Completion.Normal; i++)
            {
                completion = await Statements[i].WriteToAsync(recorder, encoder, context).ConfigureAwait(false);
            }

            ((BoundedContext)context).Pay(record.Text.Length);
            if (((BoundedContext)context).LastText.IsChanged(record.Text, limit))
            {
                record.Replay();
            }

            return completion;
        }
        finally
        {
            record.Return();
        }
    }
}
