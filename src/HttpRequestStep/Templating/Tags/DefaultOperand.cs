using Fluid;

namespace HttpRequestSteps;

/// <summary>The filter <c>default</c> with a constant: most values are there, and pass as they are.</summary>
internal sealed class DefaultOperand(TemplateOperand input, FilterDelegate filter, ConstantOperand replacement) : TemplateOperand
{
    private readonly FilterArguments _arguments = new(replacement.Value);
    private readonly string _text = replacement.Value.ToStringValue();

    public override TemplateValue Evaluate(TemplateRun run) => Choose(input.Evaluate(run), run);

    public override void Print(TemplateRun run)
    {
        var isText = input.TryText(run, isOdd: false, out var text, out var value);
        if (isText && !text.IsEmpty && IsFree(text, run))
        {
            run.Slot.Value(text);
        }
        else
        {
            TagValues.Print(Choose(isText ? TemplateValue.Of(text.ToString()) : value, run), run);
        }
    }

    private TemplateValue Choose(TemplateValue value, TemplateRun run)
    {
        if (TagValues.IsNil(value) && IsFree(default, run))
        {
            return replacement.Evaluate(run);
        }

        return IsKept(value, run) ? value : FilterOperand.Apply(value, _arguments, filter, run);
    }

    /// <summary>Whether the filter would give the value back and have nothing else to do.</summary>
    private bool IsKept(in TemplateValue value, TemplateRun run)
    {
        if (TagValues.TryNumber(value, out _))
        {
            return run.Scope.Redactor.IsEmpty;
        }

        return Texts.TryRead(value, run, isOdd: false, out var text) && !text.IsEmpty && IsFree(text, run);
    }

    private bool IsFree(ReadOnlySpan<char> text, TemplateRun run)
    {
        var (given, redactor) = (text.Length + _text.Length, run.Scope.Redactor);
        return given < BoundedFilter.StepLength && given <= run.Scope.Frame.Intermediate.Length
            && (redactor.IsEmpty || !(redactor.IsIn(text) || redactor.IsIn(_text)));
    }
}
