using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>A compiled keyword, or several that only mean something together.</summary>
internal abstract class SchemaKeyword
{
    /// <summary>The schemas it applies to the very same value; a circle of them would never end.</summary>
    public virtual IEnumerable<SchemaNode> InPlace => [];

    /// <summary>Whether it asks what the other keywords have looked at.</summary>
    public virtual bool AsksForParts => false;

    /// <summary>False when the value does not meet it; then it has told the run why.</summary>
    public abstract bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts);
}

/// <summary>A keyword that looks at a number, and at nothing else.</summary>
internal sealed class NumberKeyword(string expected, Func<JsonNumber, bool> holds) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        if (JsonNumber.Of(value) is not { } number)
        {
            return run.Stop("cannot be checked: the number has too many digits");
        }

        return holds(number) || (!run.IsSettled && run.Fail($"expected {expected}, found {SchemaText.Of(value)}"));
    }
}

/// <summary>A keyword that looks at the value alone.</summary>
/// <param name="expected">Completes "expected …".</param>
/// <param name="holds">Whether the value meets it.</param>
/// <param name="found">Completes "found …"; the value itself by default.</param>
internal sealed class ValueKeyword(string expected, Func<JsonElement, bool> holds, Func<JsonElement, string>? found = null) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts) =>
        holds(value) || (!run.IsSettled && run.Fail($"expected {expected}, found {(found ?? SchemaText.Of)(value)}"));
}
