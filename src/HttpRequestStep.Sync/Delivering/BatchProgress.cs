namespace HttpRequestSteps.Sync;

/// <summary>Which batches are over: all before a number, and some after it.</summary>
internal sealed class BatchProgress(long through, long offset)
{
    private readonly Dictionary<long, Open> _open = [];

    /// <summary>Every batch before this one is over.</summary>
    public long Through { get; private set; } = through;

    /// <summary>Where this batch begins in the plan's file.</summary>
    public long Offset { get; private set; } = offset;

    public void Begin(PlannedBatch batch, int rows)
    {
        lock (_open)
        {
            _open[batch.Number] = new Open { Rows = rows, End = batch.End };
        }
    }

    /// <summary>So many rows of a batch have their outcome.</summary>
    public void Complete(PlannedBatch batch, int rows)
    {
        lock (_open)
        {
            _open[batch.Number].Rows -= rows;
            while (_open.TryGetValue(Through, out var first) && first.Rows == 0)
            {
                _open.Remove(Through);
                Through++;
                Offset = first.End;
            }
        }
    }

    private sealed class Open
    {
        public int Rows { get; set; }

        public long End { get; init; }
    }
}
