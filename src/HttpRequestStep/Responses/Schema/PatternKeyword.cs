using System.Text.Json;
using System.Text.RegularExpressions;

namespace HttpRequestSteps;

internal sealed class PatternKeyword(SchemaPattern pattern) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts) =>
        value.ValueKind != JsonValueKind.String
        || pattern.Matches(value.GetString()!, run)
        || (!run.IsSettled && run.Fail($"expected text that matches {pattern}, found {SchemaText.Of(value)}"));
}

/// <summary>A pattern of a schema, that gives up rather than hold the thread.</summary>
internal sealed class SchemaPattern(string text, Regex regex)
{
    private readonly bool _mayBacktrack = !regex.Options.HasFlag(RegexOptions.NonBacktracking);

    public bool Matches(string value, SchemaRun run)
    {
        try
        {
            return _mayBacktrack ? MatchesInTime(value, run) : regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return run.Stop($"cannot be checked: the pattern {this} took longer than 100 ms");
        }
    }

    // Ten thousand items at 99 ms each are no better than one that never ends.
    private bool MatchesInTime(string value, SchemaRun run)
    {
        var start = TimeProvider.System.GetTimestamp();
        var matches = regex.IsMatch(value);
        return run.Spend(TimeProvider.System.GetElapsedTime(start)) ? matches : run.Stop("cannot be checked: the patterns took too long");
    }

    public override string ToString() => SchemaText.Quoted(text);
}
