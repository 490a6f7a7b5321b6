using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>What a <c>for</c> walks, and how.</summary>
/// <param name="Source">What it walks.</param>
/// <param name="Limit">How many items at most.</param>
/// <param name="Offset">How many not.</param>
/// <param name="IsReversed">Whether it begins at the end.</param>
/// <param name="Position">The slot of where a loop of its name is to go on; negative when none does.</param>
/// <param name="Continues">Whether it goes on there.</param>
internal sealed record LoopShape(TemplateOperand Source, TemplateOperand? Limit, TemplateOperand? Offset, bool IsReversed, int Position, bool Continues);

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
        var window = Window(items.Count, run);
        if (window.Count == 0)
        {
            other?.Run(run);
            return Completion.Normal;
        }

        items.Select(window.Start, window.Count, shape.IsReversed);
        run.Local(loop) = TemplateValue.Of(run.Loop(loop));
        Walk(ref items, window.Count, run);
        run.Local(variable) = TemplateValue.Undefined;
        return Completion.Normal;
    }

    private LoopWindow Window(int all, TemplateRun run)
    {
        var offset = shape.Continues ? run.Local(shape.Position).Object as int? : Number(shape.Offset, run);
        var window = LoopWindow.Of(all, offset ?? 0, Number(shape.Limit, run));
        if (shape.Position >= 0)
        {
            run.Local(shape.Position) = TemplateValue.Of(SmallNumbers.Of(window.Next));
        }

        return window;
    }

    private static int? Number(TemplateOperand? operand, TemplateRun run) => operand is null ? null : LoopWindow.Number(TagValues.ToFluid(operand.Evaluate(run)));

    private void Walk(ref LoopItems items, int end, TemplateRun run)
    {
        var state = run.Loop(loop);
        state.Length = end;
        for (var i = 0; i < end; i++)
        {
            run.Step();
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
