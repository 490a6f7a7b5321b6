using System.Buffers;

namespace HttpRequestSteps;

/// <summary>Bytes rendered into pooled memory, given back when the step is over.</summary>
internal sealed class PooledBody : RenderedBody, IBufferWriter<byte>
{
    private readonly long _limit;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(1024);
    private int _length;
    private int _writers;

    public PooledBody(long limit)
    {
        _limit = limit;
    }

    public override long? Length => _length;

    public override ReadOnlyMemory<byte>? Memory => _bytes.AsMemory(0, _length);

    /// <summary>The bytes written so far, to be changed in place.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>How many bytes are written.</summary>
    public int Count => _length;

    /// <summary>Leaves out what comes after so many bytes.</summary>
    public void Truncate(int length) => _length = length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    /// <summary>Room for so many bytes at the end, to be counted by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int count)
    {
        if (count > _bytes.Length - _length)
        {
            Ensure(count);
        }

        return _bytes.AsSpan(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override async Task WriteToAsync(Stream destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writers);
        await destination.WriteAsync(_bytes.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
        Interlocked.Decrement(ref _writers);
    }

    protected override void Dispose(bool disposing)
    {
        // An abandoned send may still be reading these bytes; then the collector takes them, never another request.
        if (Volatile.Read(ref _writers) == 0)
        {
            var bytes = Interlocked.Exchange(ref _bytes, []);
            if (bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }

        base.Dispose(disposing);
    }

    private void Ensure(int count)
    {
        if (_length + (long)count > _limit + 1024)
        {
            throw new StepFailureException(FailureKind.TooLarge, DeliveryCertainty.NotSent, $"The request body grows beyond the host's limit of {new ByteSize(_limit)} (MaxRequestSize).");
        }

        if (_length + count > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, _bytes.Length * 2));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
