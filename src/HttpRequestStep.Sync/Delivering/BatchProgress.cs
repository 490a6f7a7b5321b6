namespace HttpRequestSteps.Sync;

/// <summary>Which batches are over: all before a number, and some after it.</summary>
internal sealed class BatchProgress(long through, long offset)
{
    private readonly Dictionary<long, Open> _open = [];

    private long _through = through;
    private long _offset = offset;

    /// <summary>Every batch before <c>Through</c> is over; it begins at <c>Offset</c> in the plan's file.</summary>
    public (long Through, long Offset) Reached
    {
        get
        {
            lock (_open)
            {
                return (_through, _offset);
            }
        }
    }

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
            while (_open.TryGetValue(_through, out var first) && first.Rows == 0)
            {
                _open.Remove(_through);
                _through++;
                _offset = first.End;
            }
        }
    }

    private sealed class Open
    {
        public int Rows { get; set; }

        public long End { get; init; }
    }
}
