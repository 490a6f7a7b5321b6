using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>What is written only where it differs from the last such block.</summary>
internal sealed class IfChangedTag(TagBlock block) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        run.Step();
        var (outer, limit) = (run.Slot, run.Scope.Frame.Intermediate);
        var record = RecordingSlot.Rent(outer, limit);
        try
        {
            run.Slot = record;
            var completion = block.Run(run);
            run.Pay(record.Text.Length);
            if (run.LastText.IsChanged(record.Text, limit))
            {
                record.Replay();
            }

            return completion;
        }
        finally
        {
            run.Slot = outer;
            record.Return();
        }
    }
}
