using System.Text.Json;
using Fluid;
using Fluid.Ast;

namespace HttpRequestSteps.Sync;

/// <summary>Finds what a step prints that its trigger does not have: <c>row</c> in a batch, <c>rows</c> in a request for one row. Only what is certain to fail is told.</summary>
internal static class RowNames
{
    // The parts of a step that hold templates.
    private static readonly string[] Parts = ["url", "headers", "query", "authentication", "signing", "body", "idempotencyKey", "proxy", "tls"];

    public static IEnumerable<DefinitionError> Check(HttpRequestStep step, bool isBatch, string path, DefinitionJson json)
    {
        // What a host's own type does with a text, no one can tell; and what prints as nothing does not fail.
        var isKnown = new object?[] { step.Body, step.Authentication, step.Signing }.All(part => part is null || part.GetType().Assembly == typeof(HttpRequestStep).Assembly);
        if (!isKnown || step.UndefinedVariables == UndefinedVariables.Empty)
        {
            return [];
        }

        var (name, message) = isBatch
            ? (TemplateScope.Row, "With \"batchSize\" a request holds several rows: write {% for row in rows %} … {% endfor %} around it, or leave out \"batchSize\" to send one row in a request.")
            : (TemplateScope.Rows, "Without \"batchSize\" a request holds one row: write row instead of rows, or give the trigger a \"batchSize\".");
        return JsonElement.Parse(json.Write(step)).EnumerateObject()
            .Where(part => Parts.Contains(part.Name, StringComparer.Ordinal))
            .SelectMany(part => Texts(part.Value, JsonPath.Member(path, part.Name)))
            .Where(text => Prints(text.Text, name))
            .Select(text => new DefinitionError(text.Path, $"\"{name}\" does not exist here. {message}"));
    }

    private static IEnumerable<(string Path, string Text)> Texts(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => [(path, value.GetString()!)],
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Texts(item, JsonPath.Item(path, index))),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Texts(member.Value, JsonPath.Member(path, member.Name))),
        _ => [],
    };

    private static bool Prints(string text, string name)
    {
        if (!text.Contains(name, StringComparison.Ordinal) || TemplateBounds.Refuses(text) is not null || !Liquid.Parser.TryParse(text, out var template, out _))
        {
            return false;
        }

        var visitor = new Visitor(name);
        visitor.VisitTemplate(template);
        return visitor.IsFound;
    }

    /// <summary>Tells what is printed where every rendering goes; where only some go, a name may still be given.</summary>
    private sealed class Visitor(string name) : AstVisitor
    {
        // More than 0 where there is such a name, or where not every rendering goes.
        private int _hidden;

        public bool IsFound { get; private set; }

        protected override Statement VisitOutputStatement(OutputStatement outputStatement)
        {
            IsFound |= _hidden == 0 && IsMissing(outputStatement.Expression);
            return outputStatement;
        }

        protected override Statement VisitForStatement(ForStatement forStatement)
        {
            IsFound |= _hidden == 0 && IsMissing(forStatement.Source);
            var hides = forStatement.Identifier == name ? 1 : 0;
            _hidden += hides;
            foreach (var statement in forStatement.Statements)
            {
                Visit(statement);
            }

            _hidden -= hides;
            return forStatement.Else is { } otherwise ? Perhaps(forStatement, _ => Visit(otherwise)) : forStatement;
        }

        protected override Statement VisitAssignStatement(AssignStatement assignStatement) => Hide(assignStatement, assignStatement.Identifier);

        protected override Statement VisitCaptureStatement(CaptureStatement captureStatement) => Hide(Perhaps(captureStatement, base.VisitCaptureStatement), captureStatement.Identifier);

        protected override Statement VisitIfStatement(IfStatement ifStatement) => Perhaps(ifStatement, base.VisitIfStatement);

        protected override Statement VisitUnlessStatement(UnlessStatement unlessStatement) => Perhaps(unlessStatement, base.VisitUnlessStatement);

        protected override Statement VisitCaseStatement(CaseStatement caseStatement) => Perhaps(caseStatement, base.VisitCaseStatement);

        protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement) => Perhaps(tableRowStatement, base.VisitTableRowStatement);

        protected override Statement VisitMacroStatement(MacroStatement macroStatement) => macroStatement;

        public override Statement VisitOtherStatement(Statement statement) => statement;

        private T Perhaps<T>(T statement, Func<T, Statement> visit)
            where T : Statement
        {
            _hidden++;
            visit(statement);
            _hidden--;
            return statement;
        }

        private Statement Hide(Statement statement, string identifier)
        {
            // From here on there is one.
            _hidden += identifier == name ? 1 : 0;
            return statement;
        }

        private bool IsMissing(Expression expression) => expression switch
        {
            FilterExpression { Name: "default" } => false,
            FilterExpression filter => IsMissing(filter.Input),
            MemberExpression { Segments: [IdentifierSegment { Identifier: var first }, ..] } => first == name,
            _ => false,
        };
    }
}
