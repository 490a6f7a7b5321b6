using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;

namespace HttpRequestSteps;

/// <summary>Puts a <see cref="CheckedOutput"/> in the place of every output of a template, a <see cref="BoundedCapture"/> in that of every capture, a <see cref="BoundedRange"/> in that of every range and a <see cref="BoundedComparison"/> in that of a comparison with text.</summary>
internal class OutputRewriter(OutputPlaces places) : AstRewriter
{
    protected OutputPlaces Places => places;

    protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
        new CheckedOutput(outputStatement, places.Of(outputStatement));

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) =>
        base.VisitRangeExpression(rangeExpression) is RangeExpression rewritten ? new BoundedRange(rewritten) : rangeExpression;

    protected override Expression VisitContainsBinaryExpression(ContainsBinaryExpression containsBinaryExpression) =>
        Bounded(base.VisitContainsBinaryExpression(containsBinaryExpression), static (left, right) => new ContainsBinaryExpression(left, right));

    protected override Expression VisitStartsWithBinaryExpression(StartsWithBinaryExpression startsWithBinaryExpression) =>
        Bounded(base.VisitStartsWithBinaryExpression(startsWithBinaryExpression), static (left, right) => new StartsWithBinaryExpression(left, right), readsAll: true);

    protected override Expression VisitEndsWithBinaryExpression(EndsWithBinaryExpression endsWithBinaryExpression) =>
        Bounded(base.VisitEndsWithBinaryExpression(endsWithBinaryExpression), static (left, right) => new EndsWithBinaryExpression(left, right), readsAll: true);

    protected override Expression VisitGreaterThanBinaryExpression(GreaterThanBinaryExpression greaterThanBinaryExpression) =>
        Bounded(base.VisitGreaterThanBinaryExpression(greaterThanBinaryExpression), (left, right) => new GreaterThanBinaryExpression(left, right, greaterThanBinaryExpression.Strict));

    protected override Expression VisitLowerThanBinaryExpression(LowerThanBinaryExpression lowerThanBinaryExpression) =>
        Bounded(base.VisitLowerThanBinaryExpression(lowerThanBinaryExpression), (left, right) => new LowerThanBinaryExpression(left, right, lowerThanBinaryExpression.Strict));

    private static Expression Bounded(Expression expression, Func<Expression, Expression, Expression> compare, bool readsAll = false) =>
        expression is BinaryExpression comparison ? new BoundedComparison(comparison, readsAll, compare) : expression;

    /// <summary>The same for an expression outside of tags.</summary>
    public Expression Rewrite(Expression expression) => Visit(expression);

    // The case and the unless of Fluid keep a break or a continue inside to themselves, and its loop counts from its offset.
    protected override Statement VisitCaseStatement(CaseStatement caseStatement) =>
        base.VisitCaseStatement(caseStatement) is CaseStatement rewritten ? new JumpingCase(rewritten) : caseStatement;

    protected override Statement VisitUnlessStatement(UnlessStatement unlessStatement) =>
        base.VisitUnlessStatement(unlessStatement) is UnlessStatement rewritten ? new JumpingUnless(rewritten) : unlessStatement;

    protected override Statement VisitForStatement(ForStatement forStatement) =>
        base.VisitForStatement(forStatement) is ForStatement rewritten
            ? new ForStatement(LookAround.Before(rewritten.Statements), rewritten.Identifier, new LoopPart(rewritten, LoopWindow.NameOf(forStatement)), null, null, rewritten.Reversed, rewritten.Else)
            : forStatement;

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement) =>
        base.VisitTableRowStatement(tableRowStatement) is TableRowStatement rewritten
            ? new TableRowStatement(LookAround.Before(rewritten.Statements), rewritten.Identifier, new TablePart(rewritten), null, null, TablePart.Columns(rewritten))
            : tableRowStatement;

    protected override Statement VisitCycleStatement(CycleStatement cycleStatement) =>
        base.VisitCycleStatement(cycleStatement) is CycleStatement rewritten
            ? new CheckedCycle(Cycles.KeyOf(cycleStatement), rewritten.Group, [.. rewritten.Values.Select(static value => new CheckedOutput(new OutputStatement(value), default))])
            : cycleStatement;

    protected override Statement VisitIfChangedStatement(IfChangedStatement ifChangedStatement) =>
        base.VisitIfChangedStatement(ifChangedStatement) is IfChangedStatement rewritten ? new CheckedIfChanged(rewritten.Statements) : ifChangedStatement;

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement) =>
        base.VisitCaptureStatement(captureStatement) is CaptureStatement rewritten
            ? new BoundedCapture(rewritten.Identifier, rewritten.Statements)
            : captureStatement;
}
