using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps.Sync;

/// <summary>The columns that templates name. A row that is used as a whole, or in a way that is not understood, names all.</summary>
internal sealed class TemplateColumns(RowSchema schema) : AstVisitor
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    // The variables of one template that hold a row.
    private readonly HashSet<string> _rows = new(StringComparer.Ordinal);

    public bool IsAll { get; private set; }

    public IEnumerable<string> Found => IsAll ? schema.Columns : schema.Columns.Where(_found.Contains);

    public void TakeAll() => IsAll = true;

    /// <summary>Takes a text of a definition: a template, or what may be the name of a column.</summary>
    public void Add(string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal) && !text.Contains("{%", StringComparison.Ordinal))
        {
            _found.Add(text);
            return;
        }

        if (TemplateBounds.Refuses(text) is not null || !Liquid.Parser.TryParse(text, out var template, out _))
        {
            TakeAll();
            return;
        }

        _rows.Clear();
        _rows.Add(TemplateScope.Row);
        VisitTemplate(template);
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        foreach (var segment in memberExpression.Segments)
        {
            if (Name(segment) is { } name)
            {
                _found.Add(name);
            }
            else if (segment is IndexerSegment { Expression: { } index })
            {
                Visit(index);
            }
        }

        IsAll |= IsOfRow(memberExpression.Segments) && !NamesColumn(memberExpression.Segments);
        return memberExpression;
    }

    protected override Expression VisitLiteralExpression(LiteralExpression literalExpression)
    {
        if (literalExpression.Value is StringValue text)
        {
            // It may be the name that a filter looks for.
            _found.Add(text.ToStringValue());
        }

        return literalExpression;
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        if (forStatement.Source is not MemberExpression { Segments: [IdentifierSegment { Identifier: TemplateScope.Rows }] })
        {
            return base.VisitForStatement(forStatement);
        }

        _rows.Add(forStatement.Identifier);
        VisitAll([forStatement.Limit, forStatement.Offset]);
        foreach (var statement in forStatement.Statements)
        {
            Visit(statement);
        }

        return forStatement.Else is null ? forStatement : Visit(forStatement.Else);
    }

    // Their parts are not all open to a visitor.
    protected override Statement VisitCycleStatement(CycleStatement cycleStatement) => All(cycleStatement);

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement) => All(tableRowStatement);

    public override Statement VisitOtherStatement(Statement statement) => All(statement);

    public override Expression VisitOtherExpression(Expression expression)
    {
        TakeAll();
        return expression;
    }

    private Statement All(Statement statement)
    {
        TakeAll();
        return statement;
    }

    private void VisitAll(IEnumerable<Expression?> expressions)
    {
        foreach (var expression in expressions)
        {
            if (expression is not null)
            {
                Visit(expression);
            }
        }
    }

    private bool IsOfRow(IReadOnlyList<MemberSegment> segments) =>
        segments[0] is not IdentifierSegment { Identifier: var first } || first == TemplateScope.Rows || _rows.Contains(first);

    private bool NamesColumn(IReadOnlyList<MemberSegment> segments)
    {
        var isBatch = segments[0] is IdentifierSegment { Identifier: TemplateScope.Rows };
        if (isBatch && segments is [_, IdentifierSegment { Identifier: "size" }])
        {
            return true;
        }

        // rows[0].name, rows.first.name; row.name
        var place = isBatch ? 2 : 1;
        return place < segments.Count && Name(segments[place]) is { } name && schema.IndexOf(name) >= 0;
    }

    private static string? Name(MemberSegment segment) => segment switch
    {
        IdentifierSegment identifier => identifier.Identifier,
        IndexerSegment { Expression: LiteralExpression { Value: StringValue name } } => name.ToStringValue(),
        _ => null,
    };
}
