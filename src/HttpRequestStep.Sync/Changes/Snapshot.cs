using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>The rows as last delivered, read a partition at a time.</summary>
internal sealed class Snapshot : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly (long Offset, int Length)[][] _chains;
    private readonly RowReader _rows;

    private Snapshot(SafeFileHandle file, string name, (long Offset, int Length)[][] chains, long rows)
    {
        _file = file;
        _name = name;
        _chains = chains;
        _rows = new RowReader(this);
        Rows = rows;
    }

    public long Rows { get; }

    /// <summary>Opens a snapshot.</summary>
    /// <exception cref="CorruptStateException">It is missing or damaged.</exception>
    public static Snapshot Open(string path)
    {
        var name = Path.GetFileName(path);
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (FileNotFoundException exception)
        {
            throw new CorruptStateException($"The file {name} of the sync's state is missing.", exception);
        }

        try
        {
            var (chains, rows) = ReadIndex(file, name);
            return new Snapshot(file, name, chains, rows);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>How many rows a partition has.</summary>
    public int Count(int partition)
    {
        var bytes = 0;
        foreach (var (_, length) in _chains[SnapshotFormat.EntryChain(partition)])
        {
            bytes += length;
        }

        return bytes / SnapshotFormat.EntrySize;
    }

    /// <summary>Reads the entries of a partition.</summary>
    /// <returns>How many there are.</returns>
    public int ReadEntries(int partition, ref RowEntry[] entries)
    {
        var count = Count(partition);
        if (entries.Length < count)
        {
            entries = new RowEntry[Math.Max(count, entries.Length * 2)];
        }

        var rest = MemoryMarshal.AsBytes(entries.AsSpan());
        Span<byte> block = stackalloc byte[SnapshotFormat.BlockHeaderSize + SnapshotFormat.BlockSize];
        var chain = SnapshotFormat.EntryChain(partition);
        foreach (var (offset, length) in _chains[chain])
        {
            ReadBlock(chain, offset, block[..(SnapshotFormat.BlockHeaderSize + length)]).CopyTo(rest);
            rest = rest[length..];
        }

        return count;
    }

    /// <summary>The rows of a partition, in the order of its entries. There is one reader: those of another partition end these.</summary>
    public RowReader ReadRows(int partition) => _rows.Begin(SnapshotFormat.RowChain(partition));

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> ReadBlock(int chain, long offset, Span<byte> block)
    {
        var read = RandomAccess.Read(_file, block, offset);
        var bytes = block[SnapshotFormat.BlockHeaderSize..];
        if (read != block.Length
            || BinaryPrimitives.ReadInt32LittleEndian(block) != chain
            || BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) != XxHash3.HashToUInt64(bytes, chain))
        {
            throw Damaged(_name, offset);
        }

        return bytes;
    }

    private static ((long Offset, int Length)[][] Chains, long Rows) ReadIndex(SafeFileHandle file, string name)
    {
        var size = RandomAccess.GetLength(file);
        Span<byte> footer = stackalloc byte[SnapshotFormat.FooterSize];
        if (size < footer.Length || RandomAccess.Read(file, footer, size - footer.Length) != footer.Length)
        {
            throw Damaged(name, size);
        }

        var reader = new RowBufferReader(footer);
        var (offset, length, rows, hash, magic) = (reader.Long(), reader.Long(), reader.Long(), (ulong)reader.Long(), (ulong)reader.Long());
        if (magic != SnapshotFormat.Magic || offset < 0 || length < 0 || offset + length + footer.Length != size)
        {
            throw Damaged(name, size - footer.Length);
        }

        var bytes = new byte[length];
        if (RandomAccess.Read(file, bytes, offset) != length || XxHash3.HashToUInt64(bytes, rows) != hash)
        {
            throw Damaged(name, offset);
        }

        return (Chains(bytes), rows);
    }

    private static (long Offset, int Length)[][] Chains(ReadOnlySpan<byte> index)
    {
        var chains = new List<(long, int)>[SnapshotFormat.Chains];
        var reader = new RowBufferReader(index);
        while (reader.Left > 0)
        {
            var chain = (int)reader.Number();
            (chains[chain] ??= []).Add(((long)reader.Number(), (int)reader.Number()));
        }

        return Array.ConvertAll(chains, static chain => chain?.ToArray() ?? []);
    }

    private static CorruptStateException Damaged(string name, long offset) =>
        new($"The file {name} of the sync's state is damaged at byte {offset}. Restore the state folder from a backup, or delete it: the next run then takes every row for added (or known, with \"firstRun\": \"skip\").");

    /// <summary>Reads the rows of a partition one after the other.</summary>
    internal sealed class RowReader(Snapshot snapshot)
    {
        private readonly byte[] _block = new byte[SnapshotFormat.BlockHeaderSize + SnapshotFormat.BlockSize];
        private readonly RowBuffer _straddling = new(0);
        private int _chain;
        private int _next;
        private int _at;
        private int _end;

        public RowReader Begin(int chain)
        {
            (_chain, _next, _at, _end) = (chain, 0, 0, 0);
            return this;
        }

        /// <summary>The next row; valid until the one after it.</summary>
        public ReadOnlySpan<byte> Next()
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
            return Take(length);
        }

        public void Skip()
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
            while (length > 0)
            {
                Fill();
                var count = Math.Min(length, _end - _at);
                _at += count;
                length -= count;
            }
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (_end - _at >= count)
            {
                _at += count;
                return _block.AsSpan(_at - count, count);
            }

            _straddling.Clear();
            while (_straddling.Length < count)
            {
                Fill();
                var part = Math.Min(count - _straddling.Length, _end - _at);
                _straddling.Bytes(_block.AsSpan(_at, part));
                _at += part;
            }

            return _straddling.Span;
        }

        private void Fill()
        {
            if (_at < _end)
            {
                return;
            }

            var blocks = snapshot._chains[_chain];
            if (_next == blocks.Length)
            {
                throw Damaged(snapshot._name, blocks is [.., var last] ? last.Offset : 0);
            }

            var (offset, length) = blocks[_next++];
            snapshot.ReadBlock(_chain, offset, _block.AsSpan(0, SnapshotFormat.BlockHeaderSize + length));
            (_at, _end) = (SnapshotFormat.BlockHeaderSize, SnapshotFormat.BlockHeaderSize + length);
        }
    }
}
