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

    public override long? Length => _memory?.Length;

    public override ReadOnlyMemory<byte>? Memory => _memory;

    /// <summary>A body in memory is compressed once; a streamed one anew for each attempt.</summary>
    public static async ValueTask<CompressedBody> CreateAsync(RenderedBody inner, BodyCompression compression, CancellationToken cancellationToken)
    {
        if (inner.Memory is null)
        {
            return new CompressedBody(inner, compression, null);
        }

        using var compressed = new MemoryStream();
        await WriteAsync(inner, compression, compressed, cancellationToken).ConfigureAwait(false);
        return new CompressedBody(inner, compression, compressed.ToArray());
    }

    public override Task WriteToAsync(Stream destination, CancellationToken cancellationToken) => _memory is { } memory
        ? destination.WriteAsync(memory, cancellationToken).AsTask()
        : WriteAsync(_inner, _compression, destination, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
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
