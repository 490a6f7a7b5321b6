using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class UnevaluatedItemsKeyword(SchemaNode schema) : SchemaKeyword
{
    public override bool AsksForParts => true;

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (holds, index) = (true, 0);
        foreach (var item in value.EnumerateArray())
        {
            holds &= parts!.Has(index) || run.Check(schema, item, index);
            index++;
        }

        parts!.AddFirst(index);
        return holds;
    }
}
