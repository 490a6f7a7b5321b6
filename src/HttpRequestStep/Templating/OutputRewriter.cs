using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>Puts a <see cref="CheckedOutput"/> in the place of every output of a template, and a <see cref="BoundedCapture"/> in that of every capture.</summary>
internal sealed class OutputRewriter(Queue<TemplatePlace> places) : AstRewriter
{
    protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
        new CheckedOutput(outputStatement, places.TryDequeue(out var place) ? place : default);

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement) =>
        base.VisitCaptureStatement(captureStatement) is CaptureStatement rewritten
            ? new BoundedCapture(rewritten.Identifier, rewritten.Statements)
            : captureStatement;
}
