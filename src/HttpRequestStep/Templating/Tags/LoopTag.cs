using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>What a <c>for</c> walks, and how.</summary>
internal sealed record LoopShape(TemplateOperand Source, TemplateOperand? Limit, TemplateOperand? Offset, bool IsReversed);

/// <summary>A <c>for</c>.</summary>
/// <param name="shape">What it walks.</param>
/// <param name="variable">The slot of its variable.</param>
/// <param name="loop">The slot of its <c>forloop</c>.</param>
/// <param name="block">What is done for each item.</param>
/// <param name="other">What is done when there is none; it ends no loop, as in Fluid.</param>
internal sealed class LoopTag(LoopShape shape, int variable, int loop, TagBlock block, TagBlock? other) : TagNode
{
    public override Completion Run(TemplateRun run)
    {
        var items = LoopItems.Of(shape.Source.Evaluate(run), run);
        var (start, count) = items.Count == 0 ? (0, 0) : Window(items.Count, run);
        if (count == 0)
        {
            other?.Run(run);
            return Completion.Normal;
        }

        items.Select(start, count, shape.IsReversed);
        run.Local(loop) = TemplateValue.Of(run.Loop(loop));
        Walk(ref items, count, run);
        run.Local(variable) = TemplateValue.Undefined;
        return Completion.Normal;
    }

    private (int Start, int Count) Window(int all, TemplateRun run)
    {
        var start = shape.Offset is null ? 0 : Math.Max(0, Number(shape.Offset, run));
        var count = Math.Max(0, all - start);
        if (shape.Limit is not null)
        {
            var limit = Number(shape.Limit, run);
            count = limit < 0 ? Math.Max(0, count + limit) : Math.Min(count, limit);
        }

        return (start, count);
    }

    private static int Number(TemplateOperand operand, TemplateRun run) => (int)TagValues.ToFluid(operand.Evaluate(run)).ToNumberValue();

    private void Walk(ref LoopItems items, int end, TemplateRun run)
    {
        var state = run.Loop(loop);
        state.Length = end;
        for (var i = 0; i < end; i++)
        {
            run.IncrementSteps();
            run.Local(variable) = items.Next();
            (state.Index, state.Index0, state.RIndex, state.RIndex0) = (i + 1, i, end - i, end - i - 1);
            (state.First, state.Last) = (i == 0, i == end - 1);
            if (block.Run(run) == Completion.Break)
            {
                break;
            }
        }
    }
}
