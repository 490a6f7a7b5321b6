using Fluid;

namespace HttpRequestSteps;

/// <summary>A filter of text that reads from one buffer and writes to another. A value that is not text goes to the filter of Fluid.</summary>
internal sealed class TextFilterOperand : TemplateOperand
{
    private readonly TemplateOperand _input;
    private readonly TextFilter _filter;
    private readonly FilterDelegate _general;
    private readonly FilterArguments _arguments;
    private readonly bool _isOdd;

    public TextFilterOperand(TemplateOperand input, TextFilter filter, FilterDelegate general, FilterArguments arguments)
    {
        _input = input;
        _filter = filter;
        _general = general;
        _arguments = arguments;
        _isOdd = input is TextFilterOperand { _isOdd: false };
    }

    public override TemplateValue Evaluate(TemplateRun run) =>
        TryText(run, _isOdd, out var text, out var other) ? TemplateValue.Of(text.ToString()) : other;

    public override void Print(TemplateRun run)
    {
        if (TryText(run, _isOdd, out var text, out var other))
        {
            run.Slot.Value(text);
        }
        else
        {
            TagValues.Print(other, run);
        }
    }

    public override bool TryText(TemplateRun run, bool isOdd, out ReadOnlySpan<char> text, out TemplateValue other)
    {
        if (_input.TryText(run, !_isOdd, out var input, out other))
        {
            text = Apply(input, run);
            return true;
        }

        other = FilterOperand.Apply(other, _arguments, _general, run);
        return Texts.TryRead(other, run, _isOdd, out text);
    }

    private ReadOnlySpan<char> Apply(ReadOnlySpan<char> input, TemplateRun run)
    {
        var given = (long)input.Length + _filter.ArgumentLength;
        if (given > run.Scope.Frame.Intermediate.Length)
        {
            throw run.Scope.Frame.Intermediate.Exceeded();
        }

        run.Pay(given);
        var output = run.Scratch(_isOdd);
        _filter.Write(input, output);
        MarkDerived(input, output, run.Scope.Redactor);
        return output.Span;
    }

    /// <summary>What is made of a secret is one.</summary>
    private void MarkDerived(ReadOnlySpan<char> input, TextBuffer output, Redactor redactor)
    {
        if (!redactor.IsEmpty && (redactor.IsIn(input) || _filter.HasArgumentIn(redactor)))
        {
            redactor.Add(output.ToString());
        }
    }
}
