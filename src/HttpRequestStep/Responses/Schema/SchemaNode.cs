using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>One compiled schema. References are resolved after all of it is read, so the keywords come later than the node.</summary>
internal sealed class SchemaNode(string path)
{
    private SchemaKeyword[] _keywords = [];
    private bool _asksForParts;

    /// <summary>Where it stands in the schema, for reports.</summary>
    public string Path => path;

    /// <summary>The schema <c>false</c>: nothing is allowed.</summary>
    public bool IsFalse { get; init; }

    public IEnumerable<SchemaNode> InPlace => _keywords.SelectMany(keyword => keyword.InPlace);

    /// <summary>The unevaluated ones go last: they ask what the others have looked at.</summary>
    public void Set(IEnumerable<SchemaKeyword> keywords)
    {
        _keywords = [.. keywords.OrderBy(keyword => keyword.AsksForParts)];
        _asksForParts = _keywords.Any(keyword => keyword.AsksForParts);
    }

    /// <param name="value">What is checked.</param>
    /// <param name="run">The validation.</param>
    /// <param name="outer">Where a schema around this one, for the same value, wants to hear what was looked at; null when none does.</param>
    public bool Check(JsonElement value, SchemaRun run, EvaluatedParts? outer)
    {
        // What a schema beside this one has looked at does not count in here, so a schema that asks starts afresh.
        var parts = _asksForParts ? new EvaluatedParts() : outer;
        var holds = run.Enter() && (IsFalse ? run.Fail("expected no value here") : CheckKeywords(value, run, parts));
        run.Leave();
        if (holds && outer is not null && parts != outer)
        {
            outer.Add(parts!);
        }

        return holds;
    }

    private bool CheckKeywords(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        var holds = true;
        foreach (var keyword in _keywords)
        {
            // After a failure much has not been looked at; to call all of that unevaluated would bury the real error.
            if (!holds && (run.IsSettled || keyword.AsksForParts))
            {
                break;
            }

            holds &= keyword.Check(value, run, parts);
        }

        return holds;
    }
}
