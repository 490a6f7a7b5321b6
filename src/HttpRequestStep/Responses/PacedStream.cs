namespace HttpRequestSteps;

/// <summary>Reads the body as it comes from the server, and keeps its pace while a read has to wait.</summary>
internal sealed class PacedStream(Stream inner, BodyPace pace) : ReadOnlyStream
{
    private long _unwaited;

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
            pace.Stop(read);
        }
    }
}
