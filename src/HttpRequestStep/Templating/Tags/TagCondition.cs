using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>What an <c>if</c> asks.</summary>
internal abstract class TagCondition
{
    public abstract bool Test(TemplateRun run);

    /// <summary>Whether two values are equal in Liquid.</summary>
    public static bool AreEqual(in TemplateValue left, in TemplateValue right, TemplateRun run)
    {
        if (TagValues.TryNumber(left, out var a) && TagValues.TryNumber(right, out var b))
        {
            return a == b;
        }

        return Texts.TryCompare(left, right, run, out var order) ? order == 0 : TagValues.ToFluid(left).Equals(TagValues.ToFluid(right));
    }
}

/// <summary>A value by itself.</summary>
internal sealed class TruthCondition(TemplateOperand operand) : TagCondition
{
    public override bool Test(TemplateRun run) => operand.IsTrue(run);
}

/// <summary>Both, or one of two. Both sides are always evaluated, as Fluid does.</summary>
internal sealed class PairCondition(TagCondition left, TagCondition right, bool isAnd) : TagCondition
{
    public override bool Test(TemplateRun run)
    {
        var (first, second) = (left.Test(run), right.Test(run));
        return isAnd ? first && second : first || second;
    }
}

/// <summary>Equal, or not.</summary>
internal sealed class EqualityCondition(TemplateOperand left, TemplateOperand right, bool isEqual) : TagCondition
{
    public override bool Test(TemplateRun run) => AreEqual(left.Evaluate(run), right.Evaluate(run), run) == isEqual;
}

/// <summary>Less or greater. Numbers are compared with numbers and texts with texts; nil only equals itself.</summary>
internal sealed class OrderCondition(TemplateOperand left, TemplateOperand right, bool isGreater, bool isStrict) : TagCondition
{
    public override bool Test(TemplateRun run)
    {
        var (a, b) = (left.Evaluate(run), right.Evaluate(run));
        if (TagValues.IsNil(a) || TagValues.IsNil(b))
        {
            return !isStrict && TagValues.IsNil(a) && TagValues.IsNil(b);
        }

        return TryCompare(a, b, run, out var order) && Holds(isGreater ? order : -order);
    }

    private bool Holds(int order) => isStrict ? order > 0 : order >= 0;

    private static bool TryCompare(in TemplateValue left, in TemplateValue right, TemplateRun run, out int order)
    {
        if (TagValues.TryNumber(left, out var a) && TagValues.TryNumber(right, out var b))
        {
            order = a.CompareTo(b);
            return true;
        }

        return Texts.TryCompare(left, right, run, out order) || TryCompare(TagValues.ToFluid(left), TagValues.ToFluid(right), run.Scope.Frame.Intermediate, out order);
    }

    private static bool TryCompare(FluidValue left, FluidValue right, TextLimit limit, out int order)
    {
        order = left switch
        {
            NumberValue => left.ToNumberValue().CompareTo(right.ToNumberValue()),
            StringValue => string.CompareOrdinal(left.ToStringValue(), TemplateValues.ToText(right, limit)),
            _ => 0,
        };
        return left is NumberValue or StringValue;
    }
}

/// <summary>Whether a text holds another or a list an item.</summary>
internal sealed class ContainsCondition(TemplateOperand left, TemplateOperand right) : TagCondition
{
    public override bool Test(TemplateRun run)
    {
        var (whole, part) = (left.Evaluate(run), right.Evaluate(run));
        var text = TagValues.ToFluid(whole);
        return text.Contains(BoundedComparison.Operand(TagValues.ToFluid(part), text, run.Scope.Frame.Intermediate));
    }
}
