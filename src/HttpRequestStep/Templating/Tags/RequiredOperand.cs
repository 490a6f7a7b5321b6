namespace HttpRequestSteps;

/// <summary>A path that filters follow and that must exist.</summary>
internal sealed class RequiredOperand(RequiredPath path) : TemplateOperand
{
    public override TemplateValue Evaluate(TemplateRun run) => run.Scope.Frame.UndefinedIsEmpty ? path.Operand.Evaluate(run) : path.Check(run);
}
