namespace HttpRequestSteps;

/// <summary>A path that is printed and must exist.</summary>
/// <param name="operand">How it is looked up.</param>
/// <param name="expression">How its author wrote it.</param>
/// <param name="first">Its first name.</param>
/// <param name="place">Where the output stands.</param>
internal sealed class RequiredPath(TemplateOperand operand, string expression, string first, TemplatePlace place)
{
    public TemplateOperand Operand => operand;

    /// <summary>Its value; throws when there is none.</summary>
    public TemplateValue Check(TemplateRun run)
    {
        var value = operand.Evaluate(run);
        if (value.IsUndefined && !(operand is PathOperand path && path.IsLocalNil(run)))
        {
            var (missing, known) = (operand as PathOperand)?.Missing(run) ?? (first, run.Scope.TryGet(first, out _) ? [] : run.Scope.Names);
            throw TemplateFailures.Undefined(expression, missing, place, known);
        }

        return value;
    }
}
