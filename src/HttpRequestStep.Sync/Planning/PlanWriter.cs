using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>Gathers changes into batches and writes them to the plan's file, one after the other.</summary>
internal sealed class PlanWriter : IDisposable
{
    internal const int HeaderSize = 12;

    private const int WriteSize = 256 * 1024;

    // Rows that wait for their batch to be full, and the room they have, whatever the number of endpoints.
    private const long MostPending = 32 * 1024 * 1024;
    private const int MostOutput = 16 * 1024 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<(ChangeKind, string), Pending> _pending = [];
    private RowBuffer _output = NewOutput();

    // Rows that failed before come last: whatever is wrong with them, they keep no others back.
    private PlanWriter? _retried;
    private long _offset;
    private long _pendingBytes;

    public PlanWriter(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    /// <summary>How many batches there are.</summary>
    public long Batches { get; private set; }

    /// <summary>How many rows there are, by what happened to them.</summary>
    public long[] Rows { get; } = new long[3];

    /// <summary>How many requests there would be, by what happened to their rows.</summary>
    public long[] Requests { get; } = new long[3];

    /// <summary>The room that waiting rows take in memory.</summary>
    internal long Held { get; private set; }

    /// <summary>Adds a change; only rows with the same <paramref name="endpoint"/> share a batch.</summary>
    public void Add(in RowChange change, ReadOnlySpan<byte> row, int batchSize, long batchBytes, string endpoint)
    {
        if (change.IsRetried)
        {
            (_retried ??= new PlanWriter(_path + ".retried")).Put(in change, row, batchSize, batchBytes, endpoint);
        }
        else
        {
            Put(in change, row, batchSize, batchBytes, endpoint);
        }
    }

    private void Put(in RowChange change, ReadOnlySpan<byte> row, int batchSize, long batchBytes, string endpoint)
    {
        if (!_pending.TryGetValue((change.Change, endpoint), out var pending))
        {
            MakeRoom();
            _pending.Add((change.Change, endpoint), pending = new Pending());
            Held += pending.Rows.Capacity;
        }

        if (pending.Count > 0 && pending.Rows.Length + row.Length > batchBytes)
        {
            Flush(change.Change, pending);
        }

        var (length, capacity) = (pending.Rows.Length, pending.Rows.Capacity);
        PlannedBatch.WriteChange(pending.Rows, in change, row);
        _pendingBytes += pending.Rows.Length - length;
        Held += pending.Rows.Capacity - capacity;
        Rows[(int)change.Change]++;
        if (++pending.Count >= batchSize)
        {
            Flush(change.Change, pending);
        }
        else if (_pendingBytes > MostPending)
        {
            FlushAll();
        }
    }

    /// <summary>Writes the batches that are not full, waits until the plan is on the disk, and closes the file.</summary>
    public void Complete()
    {
        FlushAll();
        AppendRetried();
        Write();
        try
        {
            Disk.Flush(_file);
        }
        catch (IOException exception)
        {
            throw new StateWriteException(Path.GetFileName(_path), exception);
        }

        _file.Dispose();
    }

    public void Dispose()
    {
        _retried?.Dispose();
        _file.Dispose();
    }

    private void AppendRetried()
    {
        if (_retried is null)
        {
            return;
        }

        _retried.Complete();
        using (var reader = new PlanReader(_retried._path, 0, 0, _retried.Batches))
        {
            while (reader.Next() is { } batch)
            {
                Record(batch.Bytes);
                Rows[(int)batch.Change] += batch.Count;
                Requests[(int)batch.Change]++;
            }
        }

        File.Delete(_retried._path);
    }

    // Rows for very many endpoints must not be held all at once.
    private void MakeRoom()
    {
        const int mostEndpoints = 4096;
        if (_pending.Count >= mostEndpoints)
        {
            FlushAll();
            _pending.Clear();
            Held = 0;
        }
    }

    private void FlushAll()
    {
        foreach (var ((change, _), pending) in _pending)
        {
            if (pending.Count > 0)
            {
                Flush(change, pending);
            }
        }
    }

    private void Flush(ChangeKind change, Pending pending)
    {
        var start = Begin();
        _output.Byte((byte)change);
        _output.Number((ulong)pending.Count);
        _output.Bytes(pending.Rows.Span);
        End(start);
        Requests[(int)change]++;
        _pendingBytes -= pending.Rows.Length;
        pending.Count = 0;
        Empty(pending);
    }

    private void Record(ReadOnlySpan<byte> batch)
    {
        var start = Begin();
        _output.Bytes(batch);
        End(start);
    }

    private int Begin()
    {
        var start = _output.Length;
        _output.Room(HeaderSize);
        _output.Advance(HeaderSize);
        return start;
    }

    private void End(int start)
    {
        var record = _output.Written[start..];
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(record[4..], XxHash3.HashToUInt64(record[HeaderSize..], Batches));
        Batches++;
        if (_output.Length >= WriteSize)
        {
            Write();
        }
    }

    // A buffer is used again, as long as all of them together are not large.
    private void Empty(Pending pending)
    {
        pending.Rows.Clear();
        if (Held > MostPending)
        {
            Held -= pending.Rows.Capacity;
            pending.Rows = new RowBuffer();
            Held += pending.Rows.Capacity;
        }
    }

    private void Write()
    {
        RandomAccess.Write(_file, _output.Span, _offset);
        _offset += _output.Length;
        _output.Clear();
        if (_output.Capacity > MostOutput)
        {
            _output = NewOutput();
        }
    }

    private static RowBuffer NewOutput() => new(WriteSize + (64 * 1024));

    private sealed class Pending
    {
        public RowBuffer Rows { get; set; } = new();

        public int Count { get; set; }
    }
}
