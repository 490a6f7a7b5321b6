namespace HttpRequestSteps;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>Beyond this nobody mistyped anything, and the table would only cost time.</summary>
    private const int LongestName = 100;

    private const int MostListed = 12;

    /// <summary>The end of a sentence about an unknown name: <c>; did you mean "…"</c>, or nothing.</summary>
    public static string Hint(string given, IEnumerable<string> known) => Of(given, known) is { } near ? $"; did you mean \"{near}\"" : string.Empty;

    /// <summary>The same, and where none is near all the names there are, if they are few.</summary>
    public static string HintOrAll(string given, IReadOnlyCollection<string> known) =>
        Hint(given, known) is { Length: > 0 } hint ? hint : known.Count is > 0 and <= MostListed ? $"; known here are {string.Join(", ", known)}" : string.Empty;

    /// <summary>The nearest of <paramref name="known"/>, the first of several, or null when none is near.</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        if (given.Length > LongestName)
        {
            return null;
        }

        var (nearest, least) = ((string?)null, int.MaxValue);
        foreach (var name in known)
        {
            var distance = Distance(given.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance < least && IsNear(distance, given, name))
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    // Two short names with nothing in common are two edits apart as well; a hint like that would only confuse.
    private static bool IsNear(int distance, string given, string name) =>
        distance < Math.Min(given.Length, name.Length) && distance <= Math.Max(2, given.Length / 3);

    /// <summary>Damerau-Levenshtein (optimal string alignment): insert, delete, replace, swap two neighbours.</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 ? j : j == 0 ? i : Cell(table, a, b, i, j);
            }
        }

        return table[a.Length, b.Length];
    }

    private static int Cell(int[,] table, string a, string b, int i, int j)
    {
        var replace = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var least = Math.Min(replace, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(least, table[i - 2, j - 2] + 1) : least;
    }
}
