using System.IO.Compression;

namespace HttpRequestSteps;

/// <summary>Another body, compressed while it is written.</summary>
internal sealed class CompressedBody : RenderedBody
{
    private readonly RenderedBody _inner;
    private readonly BodyCompression _compression;
    private readonly ReadOnlyMemory<byte>? _memory;

    private CompressedBody(RenderedBody inner, BodyCompression compression, ReadOnlyMemory<byte>? memory)
    {
        _inner = inner;
        _compression = compression;
        _memory = memory;
        ContentType = inner.ContentType;
    }

    public RenderedBody Inner => _inner;

    public BodyCompression Compression => _compression;

    public override long? Length => _memory?.Length;

    public override ReadOnlyMemory<byte>? Memory => _memory;

    /// <summary>A body in memory is compressed once; a streamed one anew for each attempt.</summary>
    public static async ValueTask<CompressedBody> CreateAsync(RenderedBody inner, BodyCompression compression, CancellationToken cancellationToken)
    {
        if (inner.Memory is null)
        {
            return new CompressedBody(inner, compression, null);
        }

        return new CompressedBody(inner, compression, await CompressAsync(inner, compression, cancellationToken).ConfigureAwait(false));
    }

    public static async ValueTask<byte[]> CompressAsync(ReadOnlyMemory<byte> bytes, BodyCompression compression, CancellationToken cancellationToken)
    {
        using var body = new MemoryBody(bytes);
        return await CompressAsync(body, compression, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteToAsync(Stream destination, CancellationToken cancellationToken) => _memory is { } memory
        ? destination.WriteAsync(memory, cancellationToken).AsTask()
        : WriteAsync(_inner, _compression, destination, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private static async ValueTask<byte[]> CompressAsync(RenderedBody body, BodyCompression compression, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        await WriteAsync(body, compression, compressed, cancellationToken).ConfigureAwait(false);
        return compressed.ToArray();
    }

    private static async Task WriteAsync(RenderedBody inner, BodyCompression compression, Stream destination, CancellationToken cancellationToken)
    {
        Stream compressor = compression == BodyCompression.Gzip
            ? new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true)
            : new BrotliStream(destination, CompressionLevel.Fastest, leaveOpen: true);
        await using (compressor.ConfigureAwait(false))
        {
            await inner.WriteToAsync(compressor, cancellationToken).ConfigureAwait(false);
        }
    }
}
