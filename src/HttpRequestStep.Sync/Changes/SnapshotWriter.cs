using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>Writes rows as they are read into the partitions of a snapshot. Holds one block for each chain, however many rows there are.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    private const int FirstRoom = 256;

    private readonly SafeFileHandle _file;
    private readonly byte[]?[] _blocks = new byte[SnapshotFormat.Chains][];
    private readonly int[] _lengths = new int[SnapshotFormat.Chains];
    private readonly List<(int Chain, long Offset, int Length)> _index = [];
    private long _offset;

    public SnapshotWriter(string path)
    {
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public long Rows { get; private set; }

    public long Bytes => _offset;

    public void Add(in RowEntry entry, ReadOnlySpan<byte> row)
    {
        var partition = SnapshotFormat.Partition(entry.Key);
        Append(SnapshotFormat.EntryChain(partition), MemoryMarshal.AsBytes(new ReadOnlySpan<RowEntry>(in entry)));
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, row.Length);
        Append(SnapshotFormat.RowChain(partition), length);
        Append(SnapshotFormat.RowChain(partition), row);
        Rows++;
    }

    /// <summary>Writes what is left and the index, and waits until it is on the disk.</summary>
    public void Complete()
    {
        for (var chain = 0; chain < SnapshotFormat.Chains; chain++)
        {
            WriteBlock(chain);
        }

        WriteIndex();
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();

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
            Array.Resize(ref block, Math.Min(Math.Max(Math.Max(needed, FirstRoom), (block?.Length ?? 0) * 2), SnapshotFormat.BlockSize + SnapshotFormat.BlockHeaderSize));
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
