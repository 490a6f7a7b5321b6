using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>What a <c>tablerow</c> walks, and how.</summary>
internal sealed record TableShape(TemplateOperand Source, TemplateOperand? Limit, TemplateOperand? Offset, TemplateOperand? Columns);

/// <summary>A <c>tablerow</c>: rows and cells of HTML.</summary>
/// <param name="shape">What it walks.</param>
/// <param name="variable">The slot of its variable.</param>
/// <param name="loop">The slot of its <c>tablerowloop</c>.</param>
/// <param name="block">What is in a cell.</param>
internal sealed class TableTag(TableShape shape, int variable, int loop, TagBlock block) : TagNode
{
    private static readonly Literal First = new("<tr class=\"row1\">\n");
    private static readonly Literal Row = new("</tr>\n<tr class=\"row");
    private static readonly Literal Cell = new("<td class=\"col");
    private static readonly Literal Open = new("\">");
    private static readonly Literal CellEnd = new("</td>");
    private static readonly Literal Last = new("</tr>\n");

    public override Completion Run(TemplateRun run)
    {
        var items = LoopItems.Of(shape.Source.Evaluate(run), run);
        if (items.Count == 0 || Window(items.Count, run) is not { Count: > 0 } window)
        {
            return Completion.Normal;
        }

        items.Select(window.Start, window.Count, isReversed: false);
        var columns = Number(shape.Columns, "cols", run) ?? 0;
        run.Table(loop).Begin(window.Count, columns > 0 ? columns : window.Count);
        run.Local(loop) = TemplateValue.Of(run.Table(loop));
        run.Slot.Literal(First);
        Walk(ref items, window.Count, run);
        run.Slot.Literal(Last);
        run.Local(variable) = TemplateValue.Undefined;
        return Completion.Normal;
    }

    private LoopWindow Window(int all, TemplateRun run)
    {
        var offset = Number(shape.Offset, "offset", run) ?? 0;
        return LoopWindow.Of(all, offset, Number(shape.Limit, "limit", run));
    }

    private static int? Number(TemplateOperand? operand, string name, TemplateRun run) =>
        operand is null ? null : LoopWindow.TableNumber(TagValues.ToFluid(operand.Evaluate(run)), name);

    private void Walk(ref LoopItems items, int count, TemplateRun run)
    {
        var state = run.Table(loop);
        for (var i = 0; i < count; i++)
        {
            run.Step();
            run.Local(variable) = items.Next();
            Numbered(Cell, state.Column, run);
            var completion = block.Run(run);
            run.Slot.Literal(CellEnd);
            if (completion == Completion.Break)
            {
                break;
            }

            if (state is { IsLastColumn: true, IsLast: false })
            {
                Numbered(Row, state.Row + 1, run);
            }

            state.Move();
        }
    }

    private static void Numbered(Literal before, int number, TemplateRun run)
    {
        Span<char> digits = stackalloc char[16];
        number.TryFormat(digits, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        run.Slot.Literal(before);
        run.Slot.Literal(digits[..length]);
        run.Slot.Literal(Open);
    }
}
