using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>Puts a <see cref="CheckedOutput"/> in the place of every output of a template, a <see cref="BoundedCapture"/> in that of every capture and a <see cref="BoundedRange"/> in that of every range.</summary>
internal sealed class OutputRewriter(OutputPlaces places) : AstRewriter
{
    protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
        new CheckedOutput(outputStatement, places.Of(outputStatement));

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) =>
        base.VisitRangeExpression(rangeExpression) is RangeExpression rewritten ? new BoundedRange(rewritten) : rangeExpression;

    /// <summary>The same for an expression outside of tags.</summary>
    public Expression Rewrite(Expression expression) => Visit(expression);

    // The case and the unless of Fluid keep a break or a continue inside to themselves, and its loop counts from its offset.
    protected override Statement VisitCaseStatement(CaseStatement caseStatement) =>
        base.VisitCaseStatement(caseStatement) is CaseStatement rewritten ? new JumpingCase(rewritten) : caseStatement;

    protected override Statement VisitUnlessStatement(UnlessStatement unlessStatement) =>
        base.VisitUnlessStatement(unlessStatement) is UnlessStatement rewritten ? new JumpingUnless(rewritten) : unlessStatement;

    protected override Statement VisitForStatement(ForStatement forStatement) =>
        base.VisitForStatement(forStatement) is ForStatement { Offset: not null, OffsetIsContinue: false } rewritten
            ? new ForStatement(rewritten.Statements, rewritten.Identifier, new ItemsFrom(rewritten.Source, rewritten.Offset), rewritten.Limit, null, rewritten.Reversed, rewritten.Else)
            : base.VisitForStatement(forStatement);

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement) =>
        base.VisitCaptureStatement(captureStatement) is CaptureStatement rewritten
            ? new BoundedCapture(rewritten.Identifier, rewritten.Statements)
            : captureStatement;
}
