using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class NotKeyword(SchemaNode schema) : SchemaKeyword
{
    public override IEnumerable<SchemaNode> InPlace => [schema];

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var met = run.Try(schema, value, null);
        return !run.IsStopped && (!met || (!run.IsSettled && run.Fail($"expected a value that does not meet the schema of not, found {SchemaText.Of(value)}")));
    }
}
