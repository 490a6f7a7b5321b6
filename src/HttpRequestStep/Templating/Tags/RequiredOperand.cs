namespace HttpRequestSteps;

/// <summary>A path that filters follow and that must exist.</summary>
internal sealed class RequiredOperand(RequiredPath path) : TemplateOperand
{
    public override TemplateValue Evaluate(TemplateRun run) => run.Scope.Frame.UndefinedIsEmpty ? path.Operand.Evaluate(run) : path.Check(run);

    // What has a text exists.
    public override bool TryText(TemplateRun run, bool isOdd, out ReadOnlySpan<char> text, out TemplateValue other) =>
        path.Operand is PathOperand operand && operand.IsText(run) ? operand.TryText(run, isOdd, out text, out other) : base.TryText(run, isOdd, out text, out other);
}
