using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A member of <c>forloop</c>: a number or a flag that is read where the loop keeps it.</summary>
internal sealed class LoopOperand(int slot, string member) : TemplateOperand
{
    private static readonly string[] Members = ["length", "index", "index0", "rindex", "rindex0", "first", "last"];

    private static readonly object True = true;
    private static readonly object False = false;

    private readonly bool _isFlag = member is "first" or "last";

    public static bool Has(string member) => Members.Contains(member);

    public override TemplateValue Evaluate(TemplateRun run) => TemplateValue.Of(_isFlag ? (Flag(run) ? True : False) : SmallNumbers.Of(Number(run)));

    public override bool IsTrue(TemplateRun run) => !_isFlag || Flag(run);

    public override void Print(TemplateRun run)
    {
        if (_isFlag)
        {
            run.Slot.Value(Flag(run) ? "true" : "false");
        }
        else
        {
            TagValues.PrintInteger(Number(run), run.Slot);
        }
    }

    private bool Flag(TemplateRun run) => member == "first" ? run.Loop(slot).First : run.Loop(slot).Last;

    private int Number(TemplateRun run)
    {
        ForLoopValue loop = run.Loop(slot);
        return member switch
        {
            "length" => loop.Length,
            "index" => loop.Index,
            "index0" => loop.Index0,
            "rindex" => loop.RIndex,
            _ => loop.RIndex0,
        };
    }
}
