namespace HttpRequestSteps;

/// <summary>Reads the body as it comes from the server, counts it, and keeps its pace while a read has to wait.</summary>
internal sealed class PacedStream(Stream inner, BodyPace pace) : ReadOnlyStream
{
    private long _unwaited;

    /// <summary>How many bytes have come.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        Wait();
        var read = 0;
        try
        {
            return read = inner.Read(buffer);
        }
        finally
        {
            Count += read;
            pace.Stop(read);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(buffer, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return WaitAsync(reading);
        }

        var read = reading.Result;
        Count += read;
        _unwaited += read;
        return new(read);
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private void Wait()
    {
        pace.Wait(_unwaited);
        _unwaited = 0;
    }

    private async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        Wait();
        var read = 0;
        try
        {
            return read = await reading.ConfigureAwait(false);
        }
        finally
        {
            Count += read;
            pace.Stop(read);
        }
    }
}
