using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace HttpRequestSteps.Sync;

/// <summary>Reads the batches of a sealed plan, one after the other.</summary>
internal sealed class PlanReader : IDisposable
{
    private const string Remedy = "The next run gives this plan up, compares anew, and sends once more what may have been sent.";

    private readonly SafeFileHandle _file;
    private readonly string _name;
    private readonly long _batches;
    private long _number;
    private long _offset;

    /// <summary>A reader that begins at a batch.</summary>
    /// <exception cref="CorruptStateException">There is no such file.</exception>
    public PlanReader(string path, long number, long offset, long batches)
    {
        _name = Path.GetFileName(path);
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (FileNotFoundException exception)
        {
            throw new CorruptStateException($"The file {_name} of the sync's state is missing. {Remedy}", exception) { IsOfPlan = true };
        }

        _number = number;
        _offset = offset;
        _batches = batches;
    }

    /// <summary>The next batch, or null at the end of the plan.</summary>
    /// <exception cref="CorruptStateException">The plan is damaged.</exception>
    public PlannedBatch? Next()
    {
        if (_number == _batches)
        {
            return null;
        }

        Span<byte> header = stackalloc byte[PlanWriter.HeaderSize];
        if (RandomAccess.Read(_file, header, _offset) != header.Length)
        {
            throw Damaged();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length <= 0 || length > RandomAccess.GetLength(_file) - _offset)
        {
            throw Damaged();
        }

        var bytes = new byte[length];
        if (RandomAccess.Read(_file, bytes, _offset + header.Length) != length
            || XxHash3.HashToUInt64(bytes, _number) != BinaryPrimitives.ReadUInt64LittleEndian(header[4..]))
        {
            throw Damaged();
        }

        _offset += header.Length + length;
        return new PlannedBatch(_number++, _offset, bytes);
    }

    public void Dispose() => _file.Dispose();

    private CorruptStateException Damaged() => new($"The file {_name} of the sync's state is damaged at byte {_offset}. {Remedy}") { IsOfPlan = true };
}
