using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What a <c>tablerow</c> of Fluid walks: a list without what its offset and limit leave out.</summary>
internal sealed class TablePart(TableRowStatement table) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var items = LoopPart.Items(await table.Source.EvaluateAsync(context).ConfigureAwait(false), context);
        if (items.Count == 0)
        {
            return ArrayValue.Empty;
        }

        int? offset = table.Offset is null ? null : await NumberAsync(table.Offset, "offset", context).ConfigureAwait(false);
        int? limit = table.Limit is null ? null : await NumberAsync(table.Limit, "limit", context).ConfigureAwait(false);
        var window = LoopWindow.Of(items.Count, offset ?? 0, limit);
        return new ArrayValue([.. items.Skip(window.Start).Take(window.Count)]);
    }

    /// <summary>The columns, which are asked for when there is anything to put into them.</summary>
    public static Expression? Columns(TableRowStatement table) => table.Cols is null ? null : new ColumnCount(table.Cols);

    private static async ValueTask<int> NumberAsync(Expression expression, string name, TemplateContext context) =>
        LoopWindow.TableNumber(await expression.EvaluateAsync(context).ConfigureAwait(false), name);

    private sealed class ColumnCount(Expression count) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context) =>
            NumberValue.Create(await NumberAsync(count, "cols", context).ConfigureAwait(false));
    }
}
