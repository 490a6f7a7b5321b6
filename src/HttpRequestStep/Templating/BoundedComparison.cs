using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A comparison with a text, for which Fluid would make a text of any list, however long.</summary>
/// <param name="original">What Fluid compares.</param>
/// <param name="readsAll">Whether it reads all but a list as text.</param>
/// <param name="compare">Makes the comparison of two values.</param>
internal sealed class BoundedComparison(BinaryExpression original, bool readsAll, Func<Expression, Expression, Expression> compare) : Expression
{
    /// <summary>What a value is compared with: a list beside a text or an object is read as text.</summary>
    public static FluidValue Operand(FluidValue value, FluidValue other, TextLimit limit) => value is ArrayValue && other is StringValue or StructureValue
        ? new StringValue(TemplateValues.ToText(value, limit))
        : value;

    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var left = await original.Left.EvaluateAsync(context).ConfigureAwait(false);
        var right = await original.Right.EvaluateAsync(context).ConfigureAwait(false);
        var operand = Operand(right, readsAll && left is not ArrayValue ? StringValue.Empty : left, Liquid.ScopeOf(context).Frame.Intermediate);
        return await compare(new LiteralExpression(left), new LiteralExpression(operand)).EvaluateAsync(context).ConfigureAwait(false);
    }
}
