using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>An expression that Fluid evaluates, with the variables of the tags around it.</summary>
internal sealed class FluidOperand(Expression expression, IReadOnlyDictionary<string, int> names) : TemplateOperand
{
    public override TemplateValue Evaluate(TemplateRun run)
    {
        run.Names = names;
        return TagValues.Of(Completed.Now(expression.EvaluateAsync(run)));
    }
}
