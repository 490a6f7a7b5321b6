using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Finds what can be known of a template before it runs: unknown filters, files it would read, the secrets it names.</summary>
internal sealed class TemplateInspector(Action<string> report) : AstVisitor
{
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Secrets => [.. _secrets];

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!Liquid.Options.Filters.TryGetValue(filterExpression.Name, out _))
        {
            report($"unknown filter \"{filterExpression.Name}\"{NearestName.Hint(filterExpression.Name, Liquid.FilterNames)}");
        }

        return base.VisitFilterExpression(filterExpression);
    }

    /// <summary>Whether a tag writes values by itself, so that they cannot be told from what the author wrote.</summary>
    public bool WritesValues { get; private set; }

    protected override Statement VisitCycleStatement(CycleStatement cycleStatement)
    {
        WritesValues = true;
        return base.VisitCycleStatement(cycleStatement);
    }

    protected override Statement VisitIfChangedStatement(IfChangedStatement ifChangedStatement)
    {
        WritesValues = true;
        return base.VisitIfChangedStatement(ifChangedStatement);
    }

    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement) => NoFiles(includeStatement, "include");

    protected override Statement VisitRenderStatement(RenderStatement renderStatement) => NoFiles(renderStatement, "render");

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments[0] is IdentifierSegment { Identifier: TemplateScope.Secrets })
        {
            if (memberExpression.Segments.Count == 2 && SecretName(memberExpression.Segments[1]) is { } name)
            {
                _secrets.Add(name);
            }
            else
            {
                report("a secret must be named where it is used: secrets.NAME");
            }
        }

        return base.VisitMemberExpression(memberExpression);
    }

    private static string? SecretName(MemberSegment segment) => segment switch
    {
        IdentifierSegment identifier => identifier.Identifier,
        IndexerSegment { Expression: LiteralExpression { Value: StringValue name } } => name.ToStringValue(),
        _ => null,
    };

    private Statement NoFiles(Statement statement, string tag)
    {
        report($"the tag \"{tag}\" is not available: a template reads no files");
        return statement;
    }
}
