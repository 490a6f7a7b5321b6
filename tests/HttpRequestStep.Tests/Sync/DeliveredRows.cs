using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Tells when so many rows are delivered.</summary>
internal sealed class DeliveredRows : IProgress<SyncProgress>
{
    // Only a broken test ever waits that long: it fails instead of hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<(int Rows, TaskCompletionSource Waiter)> _waiters = [];

    public int Count { get; private set; }

    public void Report(SyncProgress value)
    {
        lock (_lock)
        {
            Count += (int)value.Delivered;
            foreach (var (_, waiter) in _waiters.Where(waiter => waiter.Rows <= Count))
            {
                waiter.TrySetResult();
            }
        }
    }

    public Task ReachAsync(int rows)
    {
        lock (_lock)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (rows <= Count)
            {
                waiter.SetResult();
            }

            _waiters.Add((rows, waiter));
            return waiter.Task.WaitAsync(Patience);
        }
    }
}
