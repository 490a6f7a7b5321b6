namespace HttpRequestSteps.Sync;

/// <summary>Rows that share a request, as the plan holds them: what is in it never changes.</summary>
internal sealed class PlannedBatch
{
    private readonly byte[] _bytes;
    private readonly (int Start, int End)[] _rows;
    private readonly RowChange[] _changes;

    public PlannedBatch(long number, long end, byte[] bytes)
    {
        Number = number;
        End = end;
        _bytes = bytes;
        var reader = new RowBufferReader(bytes);
        Change = (ChangeKind)reader.Byte();
        var count = (int)reader.Number();
        _rows = new (int, int)[count];
        _changes = new RowChange[count];
        for (var i = 0; i < count; i++)
        {
            _changes[i] = ReadChange(ref reader);
            var row = reader.Block();
            var until = bytes.Length - reader.Left;
            _rows[i] = (until - row.Length, until);
        }
    }

    /// <summary>Its place in the plan, from 0.</summary>
    public long Number { get; }

    /// <summary>Where the next one begins in the plan's file.</summary>
    public long End { get; }

    public ChangeKind Change { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Count => _changes.Length;

    public ref readonly RowChange this[int index] => ref _changes[index];

    public ReadOnlySpan<byte> Row(int index) => _bytes.AsSpan(_rows[index].Start.._rows[index].End);

    public static void WriteChange(RowBuffer buffer, in RowChange change, ReadOnlySpan<byte> row)
    {
        buffer.Byte((byte)((change.IsRetried ? 1 : 0) | (change.Delivered is not null ? 2 : 0)));
        buffer.Hash(change.Key);
        buffer.Hash(change.Hash);
        if (change.Delivered is { } delivered)
        {
            buffer.Hash(delivered);
        }

        buffer.Number((ulong)change.FirstRun);
        buffer.Number((ulong)change.Schema);
        buffer.Block(row);
    }

    private RowChange ReadChange(ref RowBufferReader reader)
    {
        var flags = reader.Byte();
        return new RowChange
        {
            Change = Change,
            IsRetried = (flags & 1) != 0,
            Key = reader.Hash(),
            Hash = reader.Hash(),
            Delivered = (flags & 2) != 0 ? reader.Hash() : null,
            FirstRun = (long)reader.Number(),
            Schema = (int)reader.Number(),
        };
    }
}
