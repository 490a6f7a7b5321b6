using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class DependentSchemasKeyword(Dictionary<string, SchemaNode> schemas) : SchemaKeyword
{
    public override IEnumerable<SchemaNode> InPlace => schemas.Values;

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var holds = true;
        foreach (var (name, schema) in schemas)
        {
            holds &= !value.TryGetProperty(name, out _) || schema.Check(value, run, parts);
            if (!holds && run.IsSettled)
            {
                break;
            }
        }

        return holds;
    }
}
