using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class OneOfKeyword(SchemaNode[] branches) : SchemaKeyword
{
    public override IEnumerable<SchemaNode> InPlace => branches;

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var met = 0;
        foreach (var branch in branches)
        {
            var looked = parts is null ? null : new EvaluatedParts();
            if (!run.Try(branch, value, looked))
            {
                continue;
            }

            met++;
            if (looked is not null)
            {
                parts!.Add(looked);
            }
        }

        // With more than one met this schema fails, and nobody asks any more what was looked at.
        return met == 1 || (!run.IsSettled && run.Fail(
            $"expected a value that meets exactly one of the {branches.Length} schemas of oneOf, found {SchemaText.Of(value)}, which meets {met}"));
    }
}
