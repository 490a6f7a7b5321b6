using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>Where each output of a syntax tree stands in its source: the tree does not say, but both have the same order.</summary>
internal sealed class OutputPlaces : AstVisitor
{
    private readonly Dictionary<OutputStatement, int> _offsets = [];
    private readonly List<OutputStatement> _outputs = [];
    private readonly string _source;
    private readonly bool _isSecret;

    public OutputPlaces(IEnumerable<Statement> statements, string source, bool isSecret = false)
    {
        (_source, _isSecret) = (source, isSecret);
        VisitAll(statements);

        // Braces inside of quotes or what is no output would shift all that follows.
        var offsets = TemplateSyntax.OutputOffsets(source);
        if (offsets.Count == _outputs.Count)
        {
            _offsets = _outputs.Zip(offsets).ToDictionary(static pair => pair.First, static pair => pair.Second);
        }
    }

    /// <summary>The offset of an output, or -1 when it is not known.</summary>
    public int OffsetOf(OutputStatement output) => _offsets.GetValueOrDefault(output, -1);

    /// <summary>The place of an output; nothing when it is not known.</summary>
    public TemplatePlace Of(OutputStatement output) => OffsetOf(output) is var offset and >= 0 ? TemplatePlace.Of(_source, offset, _isSecret) : default;

    protected override Statement VisitOutputStatement(OutputStatement outputStatement)
    {
        _outputs.Add(outputStatement);
        return outputStatement;
    }

    // Fluid visits what follows "else" before the rest.
    protected override Statement VisitIfStatement(IfStatement ifStatement)
    {
        VisitAll(ifStatement.Statements);
        VisitAll(ifStatement.ElseIfs);
        Visit(ifStatement.Else);
        return ifStatement;
    }

    protected override Statement VisitUnlessStatement(UnlessStatement unlessStatement)
    {
        VisitAll(unlessStatement.Statements);
        Visit(unlessStatement.Else);
        return unlessStatement;
    }

    private void VisitAll(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            Visit(statement);
        }
    }
}
