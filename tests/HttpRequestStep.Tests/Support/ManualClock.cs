using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>Time that stands still until a test moves it, and that tells when somebody starts to wait.</summary>
internal sealed class ManualClock() : FakeTimeProvider(Noon)
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    // Only a broken test ever waits that long: it fails instead of hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _due = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Waiter)> _waiters = [];

    /// <summary>The time of every timer started so far.</summary>
    public IReadOnlyList<TimeSpan> Timers { get; private set; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            Timers = [.. Timers, dueTime];
            var at = _waiters.FindIndex(waiter => waiter.Due == dueTime);
            if (at < 0)
            {
                _due.Add(dueTime);
            }
            else
            {
                _waiters[at].Waiter.SetResult();
                _waiters.RemoveAt(at);
            }
        }

        return timer;
    }

    /// <summary>Completes when somebody has started to wait for exactly this long; each timer counts once.</summary>
    public Task WaitedForAsync(TimeSpan due)
    {
        lock (_lock)
        {
            if (_due.Remove(due))
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((due, waiter));
            return waiter.Task.WaitAsync(Patience);
        }
    }

    /// <summary>Lets the time pass that somebody waits for.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        await WaitedForAsync(due);
        Advance(due);
    }
}
