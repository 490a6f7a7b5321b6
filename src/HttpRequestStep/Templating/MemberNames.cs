using System.Text;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Writes a member expression the way its author did.</summary>
internal static class MemberNames
{
    public static string First(MemberExpression member) => member.Segments[0] is IdentifierSegment identifier ? identifier.Identifier : string.Empty;

    /// <summary>A value of a tag the way its author wrote it.</summary>
    public static string Text(Expression expression) => expression switch
    {
        MemberExpression member => Of(member),
        RangeExpression range => $"({Text(range.From)}..{Text(range.To)})",
        LiteralExpression { Value: StringValue text } => $"'{text.ToStringValue()}'",
        LiteralExpression literal => literal.Value.ToStringValue(),
        _ => "…",
    };

    public static string Of(MemberExpression member)
    {
        var text = new StringBuilder();
        foreach (var segment in member.Segments)
        {
            switch (segment)
            {
                case IdentifierSegment identifier:
                    text.Append(text.Length > 0 ? "." : string.Empty).Append(identifier.Identifier);
                    break;
                case IndexerSegment { Expression: LiteralExpression { Value: StringValue name } }:
                    text.Append("['").Append(name.ToStringValue()).Append("']");
                    break;
                case IndexerSegment { Expression: LiteralExpression { Value: NumberValue index } }:
                    text.Append('[').Append(index.ToStringValue()).Append(']');
                    break;
                case IndexerSegment { Expression: var index }:
                    text.Append('[').Append(Text(index)).Append(']');
                    break;
            }
        }

        return text.ToString();
    }
}
