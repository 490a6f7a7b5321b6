using System.Text.Json;

namespace HttpRequestSteps;

/// <summary><c>prefixItems</c> and <c>items</c>: the second means what the first leaves.</summary>
internal sealed class ItemsKeyword(SchemaNode[] prefix, SchemaNode? rest) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (holds, index) = (true, 0);
        foreach (var item in value.EnumerateArray())
        {
            if ((index < prefix.Length ? prefix[index] : rest) is not { } schema || (!holds && run.IsSettled))
            {
                break;
            }

            holds &= run.Check(schema, item, index++);
        }

        parts?.AddFirst(index);
        return holds;
    }
}
