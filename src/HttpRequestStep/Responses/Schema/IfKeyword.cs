using System.Text.Json;

namespace HttpRequestSteps;

/// <summary><c>if</c> with its <c>then</c> and <c>else</c>; alone it only tells what it looked at.</summary>
internal sealed class IfKeyword(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaKeyword
{
    public override IEnumerable<SchemaNode> InPlace => new[] { condition, then, otherwise }.OfType<SchemaNode>();

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var looked = parts is null ? null : new EvaluatedParts();
        if (!run.Try(condition, value, looked))
        {
            return !run.IsStopped && (otherwise?.Check(value, run, parts) ?? true);
        }

        if (looked is not null)
        {
            parts!.Add(looked);
        }

        return then?.Check(value, run, parts) ?? true;
    }
}
