using System.Text.Json;

namespace HttpRequestSteps;

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>: the last means what the others leave.</summary>
internal sealed class PropertiesKeyword(
    Dictionary<string, SchemaNode> named,
    (SchemaPattern Pattern, SchemaNode Schema)[] patterns,
    SchemaNode? additional) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var holds = true;
        foreach (var property in value.EnumerateObject())
        {
            holds &= CheckProperty(property.Name, property.Value, run, parts);
            if (!holds && run.IsSettled)
            {
                break;
            }
        }

        return holds;
    }

    private bool CheckProperty(string name, JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var (holds, known) = (true, false);
        if (named.TryGetValue(name, out var schema))
        {
            known = true;
            holds &= run.Check(schema, value, name);
        }

        foreach (var (pattern, matching) in patterns)
        {
            if (pattern.Matches(name, run))
            {
                known = true;
                holds &= run.Check(matching, value, name);
            }
        }

        if (!known && additional is not null)
        {
            known = true;
            holds &= CheckAdditional(additional, name, value, run);
        }

        if (known)
        {
            parts?.Add(name);
        }

        return holds && !run.IsStopped;
    }

    private bool CheckAdditional(SchemaNode schema, string name, JsonElement value, SchemaRun run) =>
        schema.IsFalse
            ? !run.IsSettled && run.FailAt(name, Unexpected())
            : run.Check(schema, value, name);

    private string Unexpected() => named.Count == 0 ? "expected no such property" : $"expected no property but {SchemaText.List(named.Keys)}";
}
