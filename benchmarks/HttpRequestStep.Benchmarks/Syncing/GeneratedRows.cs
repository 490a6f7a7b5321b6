using System.Globalization;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>Ten columns about a person, the same for the same number. The next model has 1 % added, 2 % changed and 1 % removed, in another order.</summary>
internal static class GeneratedRows
{
    public static readonly RowSchema Schema = new("id", "email", "name", "city", "country", "score", "active", "visits", "created", "note");

    private static readonly string[] Cities = [.. Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"City {i:000}"))];
    private static readonly string[] Names = [.. Enumerable.Range(0, 2000).Select(i => string.Create(CultureInfo.InvariantCulture, $"First{i % 50} Last{i}"))];
    private static readonly string[] Notes = [.. Enumerable.Range(0, 256).Select(i => string.Create(CultureInfo.InvariantCulture, $"note {i} about what was said"))];
    private static readonly DateTime[] Days = [.. Enumerable.Range(0, 3000).Select(i => new DateTime(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i))];
    private static readonly object[] Scores = [.. Enumerable.Range(0, 1000).Select(i => (object)(i / 10.0))];
    private static readonly object[] Visits = [.. Enumerable.Range(0, 1000).Select(i => (object)(long)i)];
    private static readonly object True = true;
    private static readonly object False = false;

    /// <summary>The numbers of a model in a scattered order.</summary>
    public static IEnumerable<long> Ids(long count, bool isNext)
    {
        const long step = 7_368_787;
        var total = isNext ? count + (count / 100) : count;
        var position = isNext ? 17L : 0;
        for (long i = 0; i < total; i++)
        {
            position = (position + step) % total;

            // Every hundredth is gone in the next model; its new ones lie behind the last.
            if (!isNext || position >= count || position % 100 != 0)
            {
                yield return position;
            }
        }
    }

    public static void Fill(Row row, long id, bool isNext)
    {
        var isChanged = isNext && id % 50 == 1;
        row[0] = id;
        row[1] = string.Create(CultureInfo.InvariantCulture, $"user{id}@example.com");
        row[2] = Names[id % Names.Length];
        row[3] = Cities[(id + (isChanged ? 1 : 0)) % Cities.Length];
        row[4] = "DE";
        row[5] = Scores[id % Scores.Length];
        row[6] = id % 3 == 0 ? True : False;
        row[7] = Visits[id % Visits.Length];
        row[8] = Days[id % Days.Length];
        row[9] = Notes[id % Notes.Length];
    }

    public static async IAsyncEnumerable<Row> ReadAsync(long count, bool isNext)
    {
        await Task.CompletedTask;
        var row = new Row(Schema);
        foreach (var id in Ids(count, isNext))
        {
            Fill(row, id, isNext);
            yield return row;
        }
    }
}
