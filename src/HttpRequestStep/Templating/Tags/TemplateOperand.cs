using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>An expression inside a tag.</summary>
internal abstract class TemplateOperand
{
    public abstract TemplateValue Evaluate(TemplateRun run);

    /// <summary>Evaluates and writes to the place of the run.</summary>
    public virtual void Print(TemplateRun run) => TagValues.Print(Evaluate(run), run);

    public virtual bool IsTrue(TemplateRun run) => TagValues.IsTrue(Evaluate(run));

    /// <summary>Evaluates to text without making a string of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isOdd">Which scratch buffer may be used.</param>
    /// <param name="text">The text, until the buffer is used again.</param>
    /// <param name="other">The value when it is not text.</param>
    public virtual bool TryText(TemplateRun run, bool isOdd, out ReadOnlySpan<char> text, out TemplateValue other)
    {
        other = Evaluate(run);
        return Texts.TryRead(other, run, isOdd, out text);
    }
}

/// <summary>A value that stands in the template.</summary>
internal sealed class ConstantOperand(FluidValue value) : TemplateOperand
{
    private readonly TemplateValue _value = TagValues.Of(value);

    public FluidValue Value => value;

    public override TemplateValue Evaluate(TemplateRun run) => _value;
}
