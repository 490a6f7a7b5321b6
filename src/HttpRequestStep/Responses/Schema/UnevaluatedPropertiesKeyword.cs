using System.Text.Json;

namespace HttpRequestSteps;

internal sealed class UnevaluatedPropertiesKeyword(SchemaNode schema) : SchemaKeyword
{
    public override bool AsksForParts => true;

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var holds = true;
        foreach (var property in value.EnumerateObject())
        {
            holds &= parts!.Has(property.Name) || CheckProperty(property, run);
        }

        // Only now: a body may repeat a name, and each of its values is to be checked.
        foreach (var property in value.EnumerateObject())
        {
            parts!.Add(property.Name);
        }

        return holds;
    }

    private bool CheckProperty(JsonProperty property, SchemaRun run) =>
        schema.IsFalse ? run.FailAt(property.Name, "expected no such property") : run.Check(schema, property.Value, property.Name);
}
