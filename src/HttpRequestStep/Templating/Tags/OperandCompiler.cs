using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Compiles the expressions of tags. What it does not know is left to Fluid, one expression at a time.</summary>
/// <param name="names">The variables that can be seen, and their slots.</param>
/// <param name="rewriter">Bounds what is left to Fluid.</param>
internal sealed class OperandCompiler(IReadOnlyDictionary<string, int> names, OutputRewriter rewriter)
{
    public IReadOnlyDictionary<string, int> Names => names;

    public OperandCompiler With(IReadOnlyDictionary<string, int> inner) => new(inner, rewriter);

    public TemplateOperand Compile(Expression expression) => expression switch
    {
        LiteralExpression literal => new ConstantOperand(literal.Value),
        MemberExpression member => Path(member),
        FilterExpression filter => Filter(filter, Compile(filter.Input)),
        _ => new FluidOperand(rewriter.Rewrite(expression), names),
    };

    /// <summary>An output, which checks that what it names exists.</summary>
    public TagNode Output(Expression expression, TemplatePlace place)
    {
        if (expression is MemberExpression member)
        {
            return new PathTag(Required(member, place));
        }

        MemberExpression[] required = [.. CheckedExpression.Required(expression)];
        return required is [var only] && HasConstantParameters(expression)
            ? new OutputTag(Chain(expression, new RequiredOperand(Required(only, place))), [])
            : new OutputTag(Compile(expression), [.. required.Select(path => Required(path, place))]);
    }

    private RequiredPath Required(MemberExpression member, TemplatePlace place) => new(Path(member), MemberNames.Of(member), MemberNames.First(member), place);

    private static bool HasConstantParameters(Expression expression)
    {
        for (; expression is FilterExpression filter; expression = filter.Input)
        {
            if (filter.Parameters.Any(parameter => parameter.Expression is not LiteralExpression))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A chain of filters with another beginning.</summary>
    private TemplateOperand Chain(Expression expression, TemplateOperand first) =>
        expression is FilterExpression filter ? Filter(filter, Chain(filter.Input, first)) : first;

    private TemplateOperand Path(MemberExpression member)
    {
        var root = MemberNames.First(member);
        var slot = names.GetValueOrDefault(root, -1);
        if (slot >= 0 && (root is TagNames.Loop or TagNames.ParentLoop))
        {
            return new LoopOperand(slot, Member(member));
        }

        if (slot >= 0 && root == TagNames.Table)
        {
            return new TableOperand(slot, Member(member));
        }

        var segments = new List<object>();
        foreach (var segment in member.Segments.Skip(1))
        {
            switch (segment)
            {
                case IdentifierSegment identifier:
                    segments.Add(identifier.Identifier);
                    break;
                case IndexerSegment { Expression: LiteralExpression literal }:
                    segments.Add(literal.Value);
                    break;
                default:
                    return new FluidOperand(rewriter.Rewrite(member), names);
            }
        }

        return new PathOperand(root, slot, segments);
    }

    private static string Member(MemberExpression member) => ((IdentifierSegment)member.Segments[1]).Identifier;

    private TemplateOperand Filter(FilterExpression expression, TemplateOperand input)
    {
        Liquid.Options.Filters.TryGetValue(expression.Name, out var filter);
        (string? Name, TemplateOperand Value)[] parameters = [.. expression.Parameters.Select(parameter => ((string?)parameter.Name, Compile(parameter.Expression)))];
        if (expression.Name == "default" && parameters is [(null, ConstantOperand replacement)])
        {
            return new DefaultOperand(input, filter!, replacement);
        }

        return Texts(parameters) is { } texts && TextFilter.Of(expression.Name, texts) is { } ofText
            ? new TextFilterOperand(input, ofText, filter!, FilterOperand.Arguments(parameters, null!))
            : new FilterOperand(input, filter!, parameters);
    }

    private static string[]? Texts((string? Name, TemplateOperand Value)[] parameters) =>
        Array.TrueForAll(parameters, static parameter => parameter is (null, ConstantOperand { Value: StringValue }))
            ? [.. parameters.Select(static parameter => ((ConstantOperand)parameter.Value).Value.ToStringValue())]
            : null;
}
