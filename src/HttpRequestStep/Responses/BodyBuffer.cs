using System.Buffers;

namespace HttpRequestSteps;

/// <summary>A body being read: in one pooled array while it is to be parsed, or in arrays of its own that become the result without another copy.</summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int FirstLength = 16 * 1024;
    private const int ChunkLength = 256 * 1024;

    private byte[] _pooled = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _length;

    public ReadOnlySpan<byte> Span => _pooled.AsSpan(0, _length);

    public int Length => _length;

    /// <summary>Reads to the end into pooled memory.</summary>
    public async ValueTask FillAsync(Stream stream, BodyLimit limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _pooled.Length)
            {
                Grow();
            }

            var read = await stream.ReadAsync(_pooled.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _length += read;
            limit.Check(_length);
        }
    }

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

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_pooled);
        _pooled = [];
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

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_pooled.Length * 2);
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_pooled);
        _pooled = larger;
    }
}
