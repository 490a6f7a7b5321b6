namespace HttpRequestSteps;

/// <summary>Bytes in memory.</summary>
internal sealed class MemoryBody(ReadOnlyMemory<byte> bytes) : RenderedBody
{
    public override long? Length => bytes.Length;

    public override ReadOnlyMemory<byte>? Memory => bytes;

    public override Task WriteToAsync(Stream destination, CancellationToken cancellationToken) =>
        destination.WriteAsync(bytes, cancellationToken).AsTask();
}
