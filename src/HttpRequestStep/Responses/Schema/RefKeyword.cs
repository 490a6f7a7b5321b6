using System.Text.Json;

namespace HttpRequestSteps;

/// <summary><c>$ref</c>; its target is known once the whole schema is read.</summary>
internal sealed class RefKeyword : SchemaKeyword
{
    public SchemaNode? Target { get; set; }

    public override IEnumerable<SchemaNode> InPlace => Target is null ? [] : [Target];

    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts) => Target!.Check(value, run, parts);
}
