using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class AnyOfKeyword(SchemaNode[] branches) : SchemaKeyword
{
    public override IEnumerable<SchemaNode> InPlace => branches;

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var holds = false;
        foreach (var branch in branches)
        {
            // A branch that fails half-way must leave no trace of what it looked at.
            var looked = parts is null ? null : new EvaluatedParts();
            if (!run.Try(branch, value, looked))
            {
                continue;
            }

            holds = true;
            if (looked is null)
            {
                break;
            }

            parts!.Add(looked);
        }

        return holds
            || (!run.IsSettled && run.Fail($"expected a value that meets one of the {branches.Length} schemas of anyOf, found {SchemaText.Of(value)}"));
    }
}
