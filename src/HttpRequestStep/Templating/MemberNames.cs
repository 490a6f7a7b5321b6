using System.Text;
using Fluid.Ast;
using Fluid.Values;

namespace HttpRequestSteps;

/// <summary>Writes a member expression the way its author did.</summary>
internal static class MemberNames
{
    public static string First(MemberExpression member) => member.Segments[0] is IdentifierSegment identifier ? identifier.Identifier : string.Empty;

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
                default:
                    text.Append("[…]");
                    break;
            }
        }

        return text.ToString();
    }
}
