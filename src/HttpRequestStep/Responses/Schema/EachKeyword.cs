using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>A keyword that stands for several.</summary>
internal sealed class EachKeyword(SchemaKeyword[] keywords) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var holds = true;
        foreach (var keyword in keywords)
        {
            holds &= keyword.Check(value, run, parts);
        }

        return holds;
    }
}
