namespace HttpRequestSteps.Cli;

/// <summary><c>/sequence/503,503,200?id=x</c>: remembers how far each id has come.</summary>
internal sealed class SequenceAnswers
{
    /// <summary>Ids come from clients, so their number must be bounded; past it all sequences start anew.</summary>
    private const int MostIds = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Statuses, string Id), int> _played = [];

    public InspectorAnswer? Next(SpecialRequest request) => request.Argument switch
    {
        null => null,
        var list when TryStatuses(list, out var statuses) => StatusAnswers.Of(request.Source, statuses[Step(list, request, statuses.Count - 1)]),
        _ => request.Mistake($"{StatusAnswers.StatusRule}, several are divided by commas"),
    };

    private static bool TryStatuses(string list, out IReadOnlyList<int> statuses)
    {
        var parsed = list.Split(',').Select(text => StatusAnswers.TryStatus(text, out var status) ? status : 0).ToArray();
        statuses = parsed;
        return !parsed.Contains(0);
    }

    private int Step(string list, SpecialRequest request, int last)
    {
        var key = (list, request.Query("id") ?? "");
        lock (_lock)
        {
            var step = _played.GetValueOrDefault(key);
            MakeRoom();
            _played[key] = Math.Min(step + 1, last);
            return step;
        }
    }

    private void MakeRoom()
    {
        if (_played.Count >= MostIds)
        {
            _played.Clear();
        }
    }
}
