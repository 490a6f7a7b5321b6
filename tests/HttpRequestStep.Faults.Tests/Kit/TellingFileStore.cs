namespace HttpRequestSteps.Tests.Faults;

/// <summary>Keeps nothing, but tells how far it has read: from its first byte on the head has arrived for certain.</summary>
internal sealed class TellingFileStore : IFileStore, IDisposable
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly Lock _lock = new();
    private long _read;
    private bool _isWaiting;
    private (long Count, TaskCompletionSource Source)? _waiter;

    /// <summary>Completes once for each body that was begun.</summary>
    public async Task BegunAsync() => Assert.True(await _begun.WaitAsync(StepHost.Patience));

    /// <summary>Completes when so many bytes of the body are read, and a read waits for the next.</summary>
    public Task WaitsAfterAsync(long count)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiter = (count, source);
        }

        Tell(0, null);
        return source.Task.WaitAsync(StepHost.Patience);
    }

    public ValueTask<StepFile?> FindAsync(string reference, CancellationToken cancellationToken) => new((StepFile?)null);

    public async Task<string> SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[64];
        try
        {
            for (var isFirst = true; await ReadAsync(content, buffer, cancellationToken) > 0; isFirst = false)
            {
                if (isFirst)
                {
                    _begun.Release();
                }
            }
        }
        finally
        {
            // The next body begins anew.
            Tell(-_read, false);
        }

        return "nowhere";
    }

    public void Dispose() => _begun.Dispose();

    private async ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        var reading = content.ReadAsync(buffer, cancellationToken);
        Tell(0, !reading.IsCompleted);
        var read = await reading;
        Tell(read, false);
        return read;
    }

    private void Tell(long read, bool? isWaiting)
    {
        lock (_lock)
        {
            _read += read;
            _isWaiting = isWaiting ?? _isWaiting;
            if (_waiter is { } waiter && _isWaiting && _read >= waiter.Count)
            {
                _waiter = null;
                waiter.Source.SetResult();
            }
        }
    }
}
