namespace HttpRequestSteps.Sync;

/// <summary>Rows that share a request, as the plan holds them: what is in it never changes.</summary>
internal sealed class PlannedBatch
{
    private readonly byte[] _bytes;

    // Where each change begins; what is in it is read when it is asked for.
    private readonly int[] _starts;

    public PlannedBatch(long number, long end, byte[] bytes)
    {
        Number = number;
        End = end;
        _bytes = bytes;
        var reader = new RowBufferReader(bytes);
        Change = (ChangeKind)reader.Byte();
        _starts = new int[(int)reader.Number()];
        for (var i = 0; i < _starts.Length; i++)
        {
            _starts[i] = bytes.Length - reader.Left;
            ReadChange(ref reader);
            _ = reader.Block();
        }
    }

    /// <summary>Its place in the plan, from 0.</summary>
    public long Number { get; }

    /// <summary>Where the next one begins in the plan's file.</summary>
    public long End { get; }

    public ChangeKind Change { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Count => _starts.Length;

    public RowChange this[int index]
    {
        get
        {
            var reader = new RowBufferReader(_bytes.AsSpan(_starts[index]));
            return ReadChange(ref reader);
        }
    }

    public ReadOnlySpan<byte> Row(int index)
    {
        var reader = new RowBufferReader(_bytes.AsSpan(_starts[index]));
        ReadChange(ref reader);
        return reader.Block();
    }

    /// <summary>Some of its rows, their values kept where they lie.</summary>
    public Row[] Rows(int first, int count, RowKeys keys)
    {
        var rows = new BatchRows(_bytes);
        var made = new Row[count];
        for (var i = 0; i < count; i++)
        {
            var reader = new RowBufferReader(_bytes.AsSpan(_starts[first + i]));
            var codec = keys.Codec(ReadChange(ref reader).Schema);
            var length = reader.Block().Length;
            made[i] = new Row(codec.Schema, rows, rows.Add(codec, _bytes.Length - reader.Left - length, length, left: count - i));
        }

        return made;
    }

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
