using Fluid.Ast;

namespace HttpRequestSteps;

/// <summary>Puts a <see cref="CheckedOutput"/> in the place of every output of a template.</summary>
internal sealed class OutputRewriter(Queue<TemplatePlace> places) : AstRewriter
{
    protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
        new CheckedOutput(outputStatement, places.TryDequeue(out var place) ? place : default);
}
