using System.Text.RegularExpressions;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Finds what can be known of a template before it runs: unknown filters, files it would read, the secrets it names.</summary>
internal sealed partial class TemplateInspector : AstVisitor
{
    /// <summary>More are not told.</summary>
    private const int MostMistakes = 20;

    private const string Include = "include";
    private const string Render = "render";

    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    // What is wrong, as it is written: a filter with the bar before it.
    private readonly List<string> _mistakes = [];

    public TemplateInspector(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            Visit(statement);
        }
    }

    public IReadOnlyList<string> Secrets => [.. _secrets];

    /// <summary>What is wrong, each with its place.</summary>
    public IEnumerable<string> Mistakes(string source, bool isSecret) => _mistakes.Count == 0 ? [] : Placed(source, isSecret).Take(MostMistakes);

    private IEnumerable<string> Placed(string source, bool isSecret)
    {
        var found = Find(source);
        foreach (var kind in _mistakes.GroupBy(static written => written))
        {
            // The syntax tree has no places. Where the source holds as many of a kind as the tree, these are them.
            var (message, count, places) = (Message(kind.Key), kind.Count(), found[kind.Key]);
            for (var i = 0; i < count; i++)
            {
                var place = places.Count == count ? TemplatePlace.Of(source, places[i], isSecret) : default;
                yield return $"In the template{(place.Line > 0 ? " at " : ": ")}{place}{message}.{place.Excerpt}";
            }
        }
    }

    /// <summary>Where the words stand in the source that are a mistake.</summary>
    private Dictionary<string, List<int>> Find(string source)
    {
        var found = _mistakes.Distinct().ToDictionary(static written => written, static _ => new List<int>(), StringComparer.Ordinal);
        foreach (Match match in Words().Matches(source))
        {
            var word = match.Groups["word"];
            Add(word.Value);
            if (match.Length > word.Length)
            {
                Add(Filter(word.Value));
            }

            void Add(string written) => found.GetValueOrDefault(written)?.Add(word.Index);
        }

        return found;
    }

    private static string Message(string written) => written switch
    {
        TemplateScope.Secrets => "a secret must be named where it is used: secrets.NAME",
        Include or Render => $"the tag \"{written}\" is not available: a template reads no files",
        _ => $"unknown filter \"{written[1..]}\"{NearestName.Hint(written[1..], Liquid.FilterNames)}",
    };

    private static string Filter(string name) => "|" + name;

    [GeneratedRegex(@"(\|\s*)?(?<word>[\w-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        var name = filterExpression.Name;
        if (!Liquid.Options.Filters.TryGetValue(name, out _))
        {
            _mistakes.Add(Filter(name));
        }

        return base.VisitFilterExpression(filterExpression);
    }

    protected override Statement VisitIncludeStatement(IncludeStatement includeStatement) => NoFiles(includeStatement, Include);

    protected override Statement VisitRenderStatement(RenderStatement renderStatement) => NoFiles(renderStatement, Render);

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
                _mistakes.Add(TemplateScope.Secrets);
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
        _mistakes.Add(tag);
        return statement;
    }
}
