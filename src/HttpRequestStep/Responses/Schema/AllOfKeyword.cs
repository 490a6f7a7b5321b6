using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class AllOfKeyword(SchemaNode[] branches) : SchemaKeyword
{
    public override IEnumerable<SchemaNode> InPlace => branches;

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var holds = true;
        foreach (var branch in branches)
        {
            holds &= branch.Check(value, run, parts);
            if (!holds && run.IsSettled)
            {
                break;
            }
        }

        return holds;
    }
}
