using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>A member of <c>forloop</c>.</summary>
internal sealed class LoopOperand(int slot, string member) : LoopMemberOperand(member is "first" or "last")
{
    private static readonly string[] Members = ["length", "index", "index0", "rindex", "rindex0", "first", "last"];

    public static bool Has(string member) => Members.Contains(member);

    protected override bool Flag(TemplateRun run) => member == "first" ? run.Loop(slot).First : run.Loop(slot).Last;

    protected override int Number(TemplateRun run)
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
