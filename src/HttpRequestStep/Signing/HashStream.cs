using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>A stream whose bytes go into a hash.</summary>
internal sealed class HashStream(IncrementalHash hash) : WriteOnlyStream
{
    protected override void WriteCore(ReadOnlySpan<byte> buffer) => hash.AppendData(buffer);

    protected override ValueTask WriteCoreAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        hash.AppendData(buffer.Span);
        return default;
    }
}
