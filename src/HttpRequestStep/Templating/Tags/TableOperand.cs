namespace HttpRequestSteps;

/// <summary>A member of <c>tablerowloop</c>.</summary>
internal sealed class TableOperand(int slot, string member) : LoopMemberOperand(Flags.Contains(member))
{
    public static readonly string[] Flags = ["first", "last", "col_first", "col_last"];

    public static readonly string[] Numbers = ["length", "index", "index0", "rindex", "rindex0", "col", "col0", "row"];

    public static bool Has(string member) => Flags.Contains(member) || Numbers.Contains(member);

    protected override bool Flag(TemplateRun run) => run.Table(slot).Flag(member);

    protected override int Number(TemplateRun run) => run.Table(slot).Number(member);
}
