using System.Text.RegularExpressions;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Finds what can be known of a template before it runs: unknown filters, files it would read, the secrets it names.</summary>
internal sealed class TemplateInspector : AstVisitor
{
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    // What is wrong, and how it is written.
    private readonly List<(string Message, string Pattern)> _mistakes = [];

    public TemplateInspector(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            Visit(statement);
        }
    }

    public IReadOnlyList<string> Secrets => [.. _secrets];

    /// <summary>What is wrong, each with its place.</summary>
    public IEnumerable<string> Mistakes(string source, bool isSecret)
    {
        foreach (var kind in _mistakes.GroupBy(static mistake => mistake.Pattern))
        {
            // The syntax tree has no places. Where the source holds as many of a kind as the tree, these are them.
            var found = Regex.Matches(source, kind.Key, RegexOptions.CultureInvariant);
            foreach (var (i, (message, _)) in kind.Index())
            {
                var place = found.Count == kind.Count() ? TemplatePlace.Of(source, found[i].Index, isSecret) : default;
                yield return $"In the template{(place.Line > 0 ? " at " : ": ")}{place}{message}.{place.Excerpt}";
            }
        }
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        var name = filterExpression.Name;
        if (!Liquid.Options.Filters.TryGetValue(name, out _))
        {
            _mistakes.Add(($"unknown filter \"{name}\"{NearestName.Hint(name, Liquid.FilterNames)}", $@"(?<=\|\s*){Word(name)}"));
        }

        return base.VisitFilterExpression(filterExpression);
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
                _mistakes.Add(("a secret must be named where it is used: secrets.NAME", Word(TemplateScope.Secrets)));
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

    private static string Word(string name) => $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])";

    private Statement NoFiles(Statement statement, string tag)
    {
        _mistakes.Add(($"the tag \"{tag}\" is not available: a template reads no files", Word(tag)));
        return statement;
    }
}
