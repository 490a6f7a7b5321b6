using System.Text.Json;

namespace HttpRequestSteps;

/// <summary><c>required</c>, and each entry of <c>dependentRequired</c>.</summary>
/// <param name="names">The properties that must be there.</param>
/// <param name="when">Only beside this one; null always.</param>
internal sealed class RequiredKeyword(string[] names, string? when) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Object || (when is not null && !value.TryGetProperty(when, out _)))
        {
            return true;
        }

        var holds = true;
        foreach (var name in names)
        {
            holds &= value.TryGetProperty(name, out _)
                || (!run.IsSettled && run.Fail($"expected a property {SchemaText.Quoted(name)}{Why()}, found none"));
        }

        return holds;
    }

    private string Why() => when is null ? "" : $" beside {SchemaText.Quoted(when)}";
}
