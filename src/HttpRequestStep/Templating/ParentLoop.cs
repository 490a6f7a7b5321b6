using Fluid;
using Fluid.Ast;
using Fluid.Parser;

namespace HttpRequestSteps;

/// <summary>Reads <c>forloop.parentloop</c> as the <c>parentloop</c> that Fluid knows.</summary>
internal sealed class ParentLoop : AstRewriter
{
    public const string Name = "parentloop";

    public static IReadOnlyList<Statement> Rewrite(IFluidTemplate template, string source) => source.Contains(Name, StringComparison.Ordinal)
        ? ((FluidTemplate)new ParentLoop().VisitTemplate(template)).Statements
        : ((FluidTemplate)template).Statements;

    protected override Expression VisitMemberExpression(MemberExpression memberExpression) =>
        memberExpression.Segments is [IdentifierSegment { Identifier: "forloop" }, IdentifierSegment { Identifier: Name }, _, ..]
            ? new MemberExpression([.. memberExpression.Segments.Skip(1)])
            : base.VisitMemberExpression(memberExpression);
}
