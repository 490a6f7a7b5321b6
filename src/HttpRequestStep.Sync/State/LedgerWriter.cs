using System.Collections.Concurrent;

namespace HttpRequestSteps.Sync;

/// <summary>The one thread that writes to the ledger while requests are under way: what comes together is committed together.</summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int MostInOneCommit = 1000;

    private readonly SyncState _state;
    private readonly Action _beforeCommit;
    private readonly BlockingCollection<(Action Write, TaskCompletionSource? Done)> _queue = [];
    private readonly Task _loop;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A writer.</summary>
    /// <param name="state">The ledger.</param>
    /// <param name="beforeCommit">Called at the end of every transaction, inside it.</param>
    public LedgerWriter(SyncState state, Action beforeCommit)
    {
        _state = state;
        _beforeCommit = beforeCommit;
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Completes when the ledger can no longer be written: a full disk, or another process.</summary>
    public Task<Exception> Failure => _failed.Task;

    /// <summary>Writes and waits until it is on the disk.</summary>
    public Task WriteAsync(Action write)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(write, done);
        return done.Task;
    }

    /// <summary>Writes in the order of the calls.</summary>
    public void Write(Action write) => Add(write, null);

    /// <summary>Waits until everything is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _loop.ConfigureAwait(false);
        _queue.Dispose();
    }

    private void Add(Action write, TaskCompletionSource? done)
    {
        if (_failed.Task.IsCompleted)
        {
            done?.TrySetException(_failed.Task.Result);
            return;
        }

        _queue.Add((write, done));
    }

    private void Run()
    {
        var group = new List<(Action Write, TaskCompletionSource? Done)>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MostInOneCommit && _queue.TryTake(out var next))
            {
                group.Add(next);
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<(Action Write, TaskCompletionSource? Done)> group)
    {
        try
        {
            if (_failed.Task.IsCompleted)
            {
                throw _failed.Task.Result;
            }

            _state.Write(() =>
            {
                foreach (var (write, _) in group)
                {
                    write();
                }

                _beforeCommit();
                _state.Probe.Reach(SyncPoint.Committing);
            });
            _state.Probe.Reach(SyncPoint.Committed);
        }
        catch (Exception exception)
        {
            _failed.TrySetResult(exception);
            foreach (var (_, done) in group)
            {
                done?.TrySetException(exception);
            }

            return;
        }

        foreach (var (_, done) in group)
        {
            done?.TrySetResult();
        }
    }
}
