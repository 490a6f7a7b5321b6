using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>The variables that the tags of a template set, and whether they can be told when it is compiled.</summary>
internal sealed class TagNames : AstVisitor
{
    public const string Loop = "forloop";
    public const string ParentLoop = "parentloop";
    public const string Table = "tablerowloop";

    private readonly List<string> _assigned = [];

    public TagNames(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            Visit(statement);
        }
    }

    public IEnumerable<string> Assigned => _assigned.Distinct(StringComparer.Ordinal);

    /// <summary>The loops that another continues.</summary>
    public HashSet<string> Continued { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a name means something that only Fluid knows.</summary>
    public bool NeedFluid { get; private set; }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        Set(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        Set(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        NeedFluid |= IsLoop(forStatement.Identifier);
        if (forStatement.OffsetIsContinue)
        {
            Continued.Add(LoopWindow.NameOf(forStatement));
        }

        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement)
    {
        NeedFluid |= IsLoop(tableRowStatement.Identifier);
        return base.VisitTableRowStatement(tableRowStatement);
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        NeedFluid |= memberExpression.Segments[0] is not IdentifierSegment first
            || (IsLoop(first.Identifier) && !IsMemberOfLoop(memberExpression));
        return base.VisitMemberExpression(memberExpression);
    }

    private static bool IsMemberOfLoop(MemberExpression member) => member.Segments is [IdentifierSegment loop, IdentifierSegment name]
        && (loop.Identifier == Table ? TableOperand.Has(name.Identifier) : LoopOperand.Has(name.Identifier));

    private static bool IsLoop(string name) => name is Loop or ParentLoop or Table;

    private void Set(string name)
    {
        _assigned.Add(name);
        NeedFluid |= IsLoop(name);
    }
}
