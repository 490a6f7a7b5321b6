namespace HttpRequestSteps;

/// <summary>The coding "deflate", which servers use for two formats: zlib, as RFC 9110 says, and bare deflate. The first two bytes tell.</summary>
internal sealed class DeflateDecoding(Stream compressed) : ReadOnlyStream
{
    private VerifiedDecoding? _decoder;

    public override int Read(Span<byte> buffer)
    {
        if (_decoder is null)
        {
            var start = new byte[2];
            _decoder = Choose(start, compressed.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        }

        return _decoder.Read(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_decoder is null)
        {
            var start = new byte[2];
            _decoder = Choose(start, await compressed.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false));
        }

        return await _decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _decoder?.Dispose();
        base.Dispose(disposing);
    }

    private VerifiedDecoding Choose(byte[] start, int count)
    {
        var whole = new StartedStream(start.AsMemory(0, count), compressed);
        return count < 2 || IsZlib(start[0], start[1]) ? VerifiedDecoding.Zlib(whole) : VerifiedDecoding.Deflate(whole);
    }

    private static bool IsZlib(byte first, byte second) => (first & 0x0F) == 8 && ((first << 8) | second) % 31 == 0;

    /// <summary>A stream of which the beginning was read already.</summary>
    private sealed class StartedStream(ReadOnlyMemory<byte> start, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _start = start;

        public override int Read(Span<byte> buffer) => Start(buffer) is > 0 and var read ? read : rest.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Start(buffer.Span) is > 0 and var read ? new(read) : rest.ReadAsync(buffer, cancellationToken);

        private int Start(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _start.Length);
            _start.Span[..count].CopyTo(buffer);
            _start = _start[count..];
            return count;
        }
    }
}
