using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>
/// Writes rows as they are read into the partitions of a snapshot. Holds one block for each chain, however many rows there are.
/// A thread of its own sorts the rows into their partitions and writes them, while the source reads on.
/// </summary>
internal sealed class SnapshotWriter : IDisposable
{
    private const int FirstRoom = 256;
    private const int ChunkSize = 128 * 1024;
    private const int ChunksAhead = 4;
    private const int RecordHeader = SnapshotFormat.EntrySize + 4;

    // What waits to be on the disk at the end is at most this.
    private const long FlushEvery = 64 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly bool _isKept;
    private readonly byte[]?[] _blocks = new byte[SnapshotFormat.Chains][];
    private readonly int[] _lengths = new int[SnapshotFormat.Chains];
    private readonly List<(int Chain, long Offset, int Length)> _index = [];
    private readonly BlockingCollection<(byte[] Bytes, int Length)> _full = new(ChunksAhead);
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly Task _writing;
    private byte[] _chunk = new byte[ChunkSize];
    private int _chunkLength;
    private long _offset;
    private long _flushed;
    private Task _flushing = Task.CompletedTask;
    private volatile Exception? _failure;

    /// <summary>A writer of a new file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="isKept">Whether it must outlive a loss of power.</param>
    public SnapshotWriter(string path, bool isKept)
        : this(File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), Path.GetFileName(path), isKept)
    {
    }

    /// <summary>A writer of an open file.</summary>
    internal SnapshotWriter(SafeFileHandle file, string name, bool isKept)
    {
        _isKept = isKept;
        _name = name;
        _file = file;
        _writing = Task.Factory.StartNew(WriteChunks, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public long Rows { get; private set; }

    /// <exception cref="StateWriteException">What was added before cannot be written.</exception>
    public void Add(in RowEntry entry, ReadOnlySpan<byte> row)
    {
        var needed = RecordHeader + row.Length;
        if (_chunk.Length - _chunkLength < needed)
        {
            HandOver();
            if (_chunk.Length < needed)
            {
                _chunk = new byte[needed];
            }
        }

        var record = _chunk.AsSpan(_chunkLength);
        MemoryMarshal.Write(record, in entry);
        BinaryPrimitives.WriteInt32LittleEndian(record[SnapshotFormat.EntrySize..], row.Length);
        row.CopyTo(record[RecordHeader..]);
        _chunkLength += needed;
        Rows++;
    }

    /// <summary>Writes what is left and the index, waits until it is on the disk, and closes the file.</summary>
    /// <exception cref="StateWriteException">It cannot be written.</exception>
    public void Complete()
    {
        HandOver();
        _full.CompleteAdding();
        _writing.GetAwaiter().GetResult();
        ThrowIfFailed();
        try
        {
            for (var chain = 0; chain < SnapshotFormat.Chains; chain++)
            {
                WriteBlock(chain);
            }

            WriteIndex();
            _flushing.GetAwaiter().GetResult();
            if (_isKept)
            {
                Disk.Flush(_file);
            }
        }
        catch (Exception exception)
        {
            throw new StateWriteException(_name, exception);
        }

        // Whoever reads it next may want it alone.
        _file.Dispose();
    }

    public void Dispose()
    {
        _full.CompleteAdding();
        Task.WhenAll(_writing, _flushing).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _full.Dispose();
        _file.Dispose();
    }

    private void HandOver()
    {
        ThrowIfFailed();
        if (_chunkLength > 0)
        {
            _full.Add((_chunk, _chunkLength));
            _chunk = _free.TryTake(out var free) ? free : new byte[ChunkSize];
            _chunkLength = 0;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new StateWriteException(_name, failure);
        }
    }

    private void WriteChunks()
    {
        try
        {
            foreach (var (bytes, length) in _full.GetConsumingEnumerable())
            {
                Sort(bytes.AsSpan(0, length));
                _free.Add(bytes);
            }
        }
        catch (Exception exception)
        {
            // Told with the next rows that are handed over; and whoever does so must not wait for a place that is never free again.
            _failure = exception;
            while (!_full.IsCompleted)
            {
                _full.TryTake(out _, Timeout.Infinite);
            }
        }
    }

    private void Sort(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var end = RecordHeader + BinaryPrimitives.ReadInt32LittleEndian(records[SnapshotFormat.EntrySize..]);
            var partition = SnapshotFormat.Partition(MemoryMarshal.Read<UInt128>(records));
            Append(SnapshotFormat.EntryChain(partition), records[..SnapshotFormat.EntrySize]);

            // The length of a row stands before it, as in the chunk.
            Append(SnapshotFormat.RowChain(partition), records[SnapshotFormat.EntrySize..end]);
            records = records[end..];
        }

        if (_isKept && _offset - _flushed > FlushEvery && _flushing.IsCompleted)
        {
            _flushing.GetAwaiter().GetResult();
            _flushed = _offset;
            _flushing = Task.Run(() => Disk.Flush(_file));
        }
    }

    private void Append(int chain, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room(chain, bytes.Length);
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            _lengths[chain] += count;
            bytes = bytes[count..];
            if (_lengths[chain] == SnapshotFormat.BlockSize)
            {
                WriteBlock(chain);
            }
        }
    }

    // A chain of few rows has a small block: a sync of a hundred rows must not cost megabytes.
    private Span<byte> Room(int chain, int wanted)
    {
        ref var block = ref _blocks[chain];
        var length = _lengths[chain];
        var needed = Math.Min(length + wanted, SnapshotFormat.BlockSize) + SnapshotFormat.BlockHeaderSize;
        if (block is null || block.Length < needed)
        {
            Array.Resize(ref block, Math.Min(Math.Max(Math.Max(needed, FirstRoom), (block?.Length ?? 0) * 8), SnapshotFormat.BlockSize + SnapshotFormat.BlockHeaderSize));
        }

        return block.AsSpan(SnapshotFormat.BlockHeaderSize + length);
    }

    private void WriteBlock(int chain)
    {
        var length = _lengths[chain];
        if (length == 0)
        {
            return;
        }

        var block = _blocks[chain].AsSpan(0, SnapshotFormat.BlockHeaderSize + length);
        BinaryPrimitives.WriteInt32LittleEndian(block, chain);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(block[8..], XxHash3.HashToUInt64(block[SnapshotFormat.BlockHeaderSize..], chain));
        RandomAccess.Write(_file, block, _offset);
        _index.Add((chain, _offset, length));
        _offset += block.Length;
        _lengths[chain] = 0;
    }

    private void WriteIndex()
    {
        var index = new RowBuffer(_index.Count * 16);
        foreach (var (chain, offset, length) in _index)
        {
            index.Number((ulong)chain);
            index.Number((ulong)offset);
            index.Number((ulong)length);
        }

        RandomAccess.Write(_file, index.Span, _offset);
        var footer = new RowBuffer(SnapshotFormat.FooterSize);
        footer.Long(_offset);
        footer.Long(index.Length);
        footer.Long(Rows);
        footer.Long((long)XxHash3.HashToUInt64(index.Span, Rows));
        footer.Long((long)SnapshotFormat.Magic);
        RandomAccess.Write(_file, footer.Span, _offset + index.Length);
        _offset += index.Length + footer.Length;
    }
}
