namespace HttpRequestSteps.Cli;

/// <summary>Guesses which known name a misspelt one was meant to be.</summary>
internal static class ClosestName
{
    public static string Of(string name, IEnumerable<string> known) => known.MinBy(candidate => Distance(name, candidate))!;

    /// <summary>Levenshtein's, blind to letter case, row by row.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = diagonal + (IsSame(from[i - 1], to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private static bool IsSame(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
