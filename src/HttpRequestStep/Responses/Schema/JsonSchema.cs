using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>
/// JSON Schema 2020-12: core, applicators, unevaluated and validation, with references inside the schema. Compiled once, used for many bodies and by
/// many threads. What it does not support it refuses to compile: a check that is silently left out is worse than none.
/// </summary>
internal sealed class JsonSchema
{
    private readonly SchemaNode _root;

    private JsonSchema(SchemaNode root) => _root = root;

    /// <summary>Reports all that is wrong, by its place in the schema, and gives null when anything is.</summary>
    public static JsonSchema? Compile(JsonElement schema, Action<string, string> report) =>
        // A clone lives as long as the schema does, the caller's document perhaps not.
        new SchemaCompiler(schema.Clone(), report).Compile() is { } root ? new JsonSchema(root) : null;

    /// <summary>What is wrong with a body, the first hundred errors; empty when nothing is.</summary>
    public IReadOnlyList<SchemaError> Validate(JsonElement instance)
    {
        var run = new SchemaRun();
        try
        {
            _root.Check(instance, run, null);
        }
        catch (InvalidOperationException)
        {
            // JSON text may escape half a surrogate pair; no string can be made of it.
            run.Stop("cannot be checked: a text holds half a surrogate pair");
        }

        return run.Errors;
    }
}
