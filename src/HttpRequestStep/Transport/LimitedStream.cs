namespace HttpRequestSteps;

/// <summary>Passes on what is written until a limit.</summary>
internal sealed class LimitedStream(Stream inner, long limit, FailureKind kind, string source) : WriteOnlyStream
{
    private long _written;

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void WriteCore(ReadOnlySpan<byte> buffer)
    {
        Count(buffer.Length);
        inner.Write(buffer);
    }

    protected override ValueTask WriteCoreAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        Count(buffer.Length);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private void Count(int count)
    {
        _written += count;
        if (_written > limit)
        {
            throw new StepFailureException(kind, DeliveryCertainty.Unknown, $"The request body is larger than {new ByteSize(limit)}, {source}.");
        }
    }
}
