namespace HttpRequestSteps;

/// <summary>Reads another stream up to a limit: what a file store sees of an answer.</summary>
internal sealed class LimitedReadStream(Stream inner, BodyLimit limit) : ReadOnlyStream
{
    private long _read;

    /// <summary>Whether reading failed: then the answer is broken, and else the one who read it is.</summary>
    public bool HasFailed { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(inner.Read(buffer));
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }

    private int Count(int read)
    {
        _read += read;
        limit.Check(_read);
        return read;
    }
}
