namespace HttpRequestSteps;

/// <summary>A path that filters follow and that must exist.</summary>
internal sealed class RequiredOperand(RequiredPath path) : TemplateOperand
{
    private readonly PathOperand? _operand = path.Operand as PathOperand;

    public override TemplateValue Evaluate(TemplateRun run) => run.Scope.Frame.UndefinedIsEmpty ? path.Operand.Evaluate(run) : path.Check(run);

    public override bool TryText(TemplateRun run, bool isOdd, out ReadOnlySpan<char> text, out TemplateValue other)
    {
        // What has a text exists.
        other = default;
        return (_operand is not null && _operand.TryColumnText(run, isOdd, out text)) || base.TryText(run, isOdd, out text, out other);
    }
}
