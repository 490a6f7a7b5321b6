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

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement) =>
        base.VisitCaptureStatement(captureStatement) is CaptureStatement rewritten
            ? new BoundedCapture(rewritten.Identifier, rewritten.Statements)
            : captureStatement;
}
