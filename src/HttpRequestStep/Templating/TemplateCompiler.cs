using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Compiles a text: Fluid parses, paths and the common tags become nodes of ours, the rest is left to Fluid.</summary>
internal static class TemplateCompiler
{
    private static readonly string[] LiquidMembers = ["size", "first", "last"];

    /// <summary>Compiles the text, or reports why it cannot be.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Its JSON path.</param>
    /// <param name="report">Takes a sentence about each error.</param>
    /// <param name="isSecret">Whether what it renders to is secret whatever the text says.</param>
    /// <param name="byFluid">Whether Fluid renders all tags.</param>
    public static CompiledText? Compile(Text text, string path, Action<string> report, bool isSecret = false, bool byFluid = false)
    {
        isSecret |= text.Secret;
        var source = text.Value;
        if (!source.Contains("{{", StringComparison.Ordinal) && !source.Contains("{%", StringComparison.Ordinal))
        {
            return new CompiledText(path, source.Length == 0 ? [] : [new LiteralNode(source)], isSecret, []);
        }

        if (TemplateBounds.Refuses(source) is { } reason)
        {
            report(reason);
            return null;
        }

        var secrets = new List<string>();
        if (!source.Contains("{%", StringComparison.Ordinal) && PlainTemplate.TryParse(source, secrets, isSecret) is { } plain)
        {
            return new CompiledText(path, plain, isSecret, secrets);
        }

        if (!Liquid.Parser.TryParse(source, out var template, out var error))
        {
            report(TemplateSyntax.Explain(error, source, isSecret));
            return null;
        }

        return Compile(ParentLoop.Rewrite(template, source), source, path, report, isSecret, byFluid);
    }

    private static CompiledText? Compile(IReadOnlyList<Statement> statements, string source, string path, Action<string> report, bool isSecret, bool byFluid)
    {
        var inspector = new TemplateInspector(statements);
        string[] mistakes = [.. inspector.Mistakes(source, isSecret)];
        if (mistakes.Length > 0)
        {
            Array.ForEach(mistakes, report);
            return null;
        }

        var places = new OutputPlaces(statements, source, isSecret);

        // What stands before the first tag stays in nodes of its own: a URL must show its host though its path has tags.
        var plain = statements.TakeWhile(statement => statement is TextSpanStatement or OutputStatement).Count();
        var nodes = Nodes(statements.Take(plain), places);
        if (plain < statements.Count)
        {
            Statement[] tags = [.. statements.Skip(plain)];
            nodes.Add((byFluid ? null : TagCompiler.TryCompile(tags, places)) ?? (TextNode)new FluidNode(Rewrite(tags, places)));
        }

        return new CompiledText(path, [.. nodes], isSecret, inspector.Secrets);
    }

    private static IFluidTemplate Rewrite(IReadOnlyList<Statement> statements, OutputPlaces places) =>
        new OutputRewriter(places).VisitTemplate(new FluidTemplate(statements));

    private static List<TextNode> Nodes(IEnumerable<Statement> statements, OutputPlaces places)
    {
        var nodes = new List<TextNode>();
        foreach (var statement in statements)
        {
            if (statement is TextSpanStatement text)
            {
                text.PrepareBuffer(Liquid.Options);
                if (text.Buffer.Length > 0)
                {
                    nodes.Add(new LiteralNode(text.Buffer));
                }
            }
            else
            {
                var output = (OutputStatement)statement;
                nodes.Add(Output(new OutputRewriter(places).Rewrite(output.Expression), places.Of(output)));
            }
        }

        return nodes;
    }

    private static OutputNode Output(Expression expression, TemplatePlace place) =>
        expression is MemberExpression member && Path(member) is { } segments
            ? new PathNode(MemberNames.Of(member), segments, place)
            : new ExpressionNode(new CheckedExpression(expression, place));

    private static PathSegment[]? Path(MemberExpression member)
    {
        var segments = new PathSegment[member.Segments.Count];
        for (var i = 0; i < segments.Length; i++)
        {
            switch (member.Segments[i])
            {
                case IdentifierSegment identifier when i == 0 || !LiquidMembers.Contains(identifier.Identifier):
                    segments[i] = new PathSegment(identifier.Identifier);
                    break;
                case IndexerSegment { Expression: LiteralExpression { Value: StringValue name } } when i > 0:
                    segments[i] = new PathSegment(name.ToStringValue());
                    break;
                case IndexerSegment { Expression: LiteralExpression { Value: NumberValue index } } when i > 0 && index.IsInteger():
                    segments[i] = new PathSegment(null, (int)index.ToNumberValue());
                    break;
                default:
                    return null;
            }
        }

        return segments;
    }
}
