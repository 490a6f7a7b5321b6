using System.Buffers;

namespace HttpRequestSteps;

/// <summary>A body being read: copied into one pooled array while it is to be parsed, or read into arrays of its own that become the result without another copy.</summary>
internal sealed class BodyBuffer(BodyLimit limit) : WriteOnlyStream
{
    private const int FirstLength = 16 * 1024;
    private const int ChunkLength = 256 * 1024;

    private byte[] _pooled = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _length;

    public ReadOnlySpan<byte> Span => _pooled.AsSpan(0, _length);

    public override long Length => _length;

    /// <summary>What is told of every byte, once the body has to be waited for.</summary>
    public BodyPace? Pace { get; set; }

    /// <summary>Reads to the end into memory that the result will own.</summary>
    public static async ValueTask<ReadOnlySequence<byte>> ReadOwnedAsync(Stream stream, BodyLimit limit, CancellationToken cancellationToken)
    {
        var chunks = new List<ReadOnlyMemory<byte>>();
        var chunk = ArrayPool<byte>.Shared.Rent(FirstLength);
        try
        {
            var filled = await FillChunkAsync(stream, chunk, cancellationToken).ConfigureAwait(false);
            long total = filled;
            limit.Check(total);
            chunks.Add(chunk.AsSpan(0, filled).ToArray());

            // Not filled to the end means that the stream is at its end.
            for (var isFull = filled == chunk.Length; isFull;)
            {
                var next = GC.AllocateUninitializedArray<byte>(ChunkLength);
                filled = await FillChunkAsync(stream, next, cancellationToken).ConfigureAwait(false);
                total += filled;
                limit.Check(total);
                isFull = filled == next.Length;
                chunks.Add(isFull ? next : next.AsSpan(0, filled).ToArray());
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return BodySegment.Join(chunks);
    }

    protected override void WriteCore(ReadOnlySpan<byte> buffer)
    {
        limit.Check(_length + (long)buffer.Length);
        if (_length + buffer.Length > _pooled.Length)
        {
            Grow(buffer.Length);
        }

        buffer.CopyTo(_pooled.AsSpan(_length));
        _length += buffer.Length;
        Pace?.Note(buffer.Length);
    }

    protected override ValueTask WriteCoreAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        WriteCore(buffer.Span);
        return default;
    }

    protected override void Dispose(bool disposing)
    {
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _pooled, []));
        base.Dispose(disposing);
    }

    private static async ValueTask<int> FillChunkAsync(Stream stream, byte[] chunk, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < chunk.Length)
        {
            var read = await stream.ReadAsync(chunk.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }

    private void Grow(int count)
    {
        // By a good deal, since the arrays before stay in the pool; but no further than the body may grow.
        var needed = _length + count;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, Math.Min(_pooled.Length * 4L, limit.Bytes)), Array.MaxLength));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_pooled);
        _pooled = larger;
    }
}
