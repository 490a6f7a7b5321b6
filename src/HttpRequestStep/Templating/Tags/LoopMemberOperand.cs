namespace HttpRequestSteps;

/// <summary>A member of what a loop tells of itself: a number or a flag that is read where the loop keeps it.</summary>
internal abstract class LoopMemberOperand(bool isFlag) : TemplateOperand
{
    private static readonly object True = true;
    private static readonly object False = false;

    public override TemplateValue Evaluate(TemplateRun run) => TemplateValue.Of(isFlag ? (Flag(run) ? True : False) : SmallNumbers.Of(Number(run)));

    public override bool IsTrue(TemplateRun run) => !isFlag || Flag(run);

    public override void Print(TemplateRun run)
    {
        if (isFlag)
        {
            run.Slot.Value(Flag(run) ? "true" : "false");
        }
        else
        {
            TagValues.PrintInteger(Number(run), run.Slot);
        }
    }

    protected abstract bool Flag(TemplateRun run);

    protected abstract int Number(TemplateRun run);
}
