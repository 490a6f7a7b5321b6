using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>A body without templates: it can be written again for every attempt, with the same bytes.</summary>
public abstract class RenderedBody : IDisposable
{
    /// <summary>The media type to send, unless the step sets a <c>Content-Type</c> header; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The length in bytes, or null when unknown; the body is then sent chunked.</summary>
    public abstract long? Length { get; }

    /// <summary>The bytes, when the body is held in memory; else null.</summary>
    public virtual ReadOnlyMemory<byte>? Memory => null;

    /// <summary>Writes the body, from its beginning.</summary>
    public abstract Task WriteToAsync(Stream destination, CancellationToken cancellationToken);

    /// <summary>A body of bytes in memory.</summary>
    public static RenderedBody FromBytes(ReadOnlyMemory<byte> bytes, string? contentType) => new MemoryBody(bytes) { ContentType = contentType };

    /// <summary>A body of text, sent as UTF-8.</summary>
    public static RenderedBody FromText(string text, string? contentType) => FromBytes(Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>A body that is streamed from a file.</summary>
    public static RenderedBody FromFile(StepFile file, string? contentType = null) => new StreamedBody(file) { ContentType = contentType ?? MediaTypes.OfFile(file) };

    /// <summary>Adds the bytes to a hash.</summary>
    internal async ValueTask HashAsync(IncrementalHash hash, CancellationToken cancellationToken)
    {
        if (Memory is { } memory)
        {
            hash.AppendData(memory.Span);
        }
        else
        {
            await WriteToAsync(new HashStream(hash), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the body holds; no attempt is under way then.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
