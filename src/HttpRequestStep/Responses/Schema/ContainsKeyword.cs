using System.Text.Json;

namespace HttpRequestSteps;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
internal sealed class ContainsKeyword(SchemaNode schema, int least, int most) : SchemaKeyword
{
    public override bool Check(JsonElement value, SchemaRun run, EvaluatedParts? parts)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (met, index) = (0, 0);
        foreach (var item in value.EnumerateArray())
        {
            if (run.Try(schema, item, null))
            {
                met++;
                parts?.Add(index);
            }

            index++;
        }

        return (met >= least && met <= most) || (!run.IsSettled && run.Fail($"expected {Expected()} that meet contains, found {met}"));
    }

    private string Expected() =>
        most == int.MaxValue ? $"at least {Items(least)}" : least == most ? $"exactly {Items(most)}" : $"{least} to {Items(most)}";

    private static string Items(int count) => SchemaText.Count(count, "item", "items");
}
