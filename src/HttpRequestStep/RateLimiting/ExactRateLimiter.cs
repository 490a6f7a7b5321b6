using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>
/// Never lets more than a window's requests through in <em>any</em> span of its length, for several windows at once, and wastes none of them.
/// Fixed windows and token buckets let up to twice the rate through around their edges, which strict servers answer with 429.
/// Callers wait in the order they came. A timer exists only while somebody waits.
/// </summary>
internal sealed class ExactRateLimiter : RateLimiter
{
    // Timers take less than 50 days, windows may be longer: the limiter then looks again.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly RateWindow[] _windows;
    private readonly GrantLog[] _logs;
    private readonly bool _isHeld;
    private readonly int _largestRequest;
    private readonly TimeSpan _longestWindow;
    private readonly LinkedList<RateWaiter> _queue = [];
    private ITimer? _timer;
    private long _lastGrant;
    private bool _everGranted;
    private long _underway;
    private long _queued;
    private long _granted;
    private long _refused;
    private bool _disposed;

    public ExactRateLimiter(IReadOnlyList<RateWindow> windows, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(windows.Count, nameof(windows));
        foreach (var window in windows)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window.Requests, nameof(windows));
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window.Per, TimeSpan.Zero, nameof(windows));
        }

        _time = time;
        _windows = [.. windows];
        _logs = [.. windows.Select(Log), .. windows.Where(window => window.IsPaced).Select(window => GrantPace.Of(window.Requests, Units(window.Per), time.TimestampFrequency))];
        _isHeld = windows.Any(window => window.Underway > TimeSpan.Zero);
        _largestRequest = _logs.Min(log => log.Limit);
        _longestWindow = windows.Max(window => window.Per);
        _lastGrant = time.GetTimestamp();
    }

    /// <summary>Null while a grant still counts: whoever disposes of idle limiters must not make them forget.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                var idle = _time.GetElapsedTime(_lastGrant) - (_everGranted ? _longestWindow : TimeSpan.Zero);
                return _queue.Count > 0 || _underway > 0 || idle < TimeSpan.Zero ? null : idle;
            }
        }
    }

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = Available(_time.GetTimestamp()),
                CurrentQueuedCount = _queued,
                TotalSuccessfulLeases = _granted,
                TotalFailedLeases = _refused,
            };
        }
    }

    /// <summary>About how long a caller who asked now would wait behind those who wait already.</summary>
    public TimeSpan EstimateWait()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            return Available(now) > 0 && _queue.Count == 0 ? TimeSpan.Zero : Until(_logs.Max(log => EarliestBehindQueue(log, now)), now);
        }
    }

    /// <summary>The permits that count in a window, oldest first, and for how long they have.</summary>
    public IReadOnlyList<(TimeSpan Age, int Permits)> Counting(TimeSpan per)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            return [.. LogsOf(per).Take(1).SelectMany(log => log.Counting(now)).Select(permits => (_time.GetElapsedTime(permits.From, now), permits.Permits))];
        }
    }

    /// <summary>Permits that another limiter granted; before this one grants its first.</summary>
    public void Restore(TimeSpan per, IReadOnlyList<(TimeSpan Age, int Permits)> permits)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            foreach (var log in LogsOf(per))
            {
                // The oldest of too many make no difference: the newest are as many as the limit.
                var tooMany = permits.Sum(some => (long)some.Permits) - log.Limit;
                foreach (var (age, count) in permits)
                {
                    var left = (int)Math.Max(0, Math.Min(count, count - tooMany));
                    tooMany -= count;
                    log.Record(left, now - Units(age));
                }
            }
        }
    }

    /// <summary>A waiter whose caller has gone. The next may be one that needs fewer permits.</summary>
    internal void Remove(RateWaiter waiter)
    {
        lock (_lock)
        {
            if (_queue.Remove(waiter))
            {
                _queued -= waiter.Permits;
                waiter.TrySetCanceled(waiter.Cancellation);
                Serve();
            }
        }
    }

    /// <summary>The answer to what was sent with a lease is there.</summary>
    internal void Return(HeldLease lease)
    {
        lock (_lock)
        {
            if (lease.IsReturned)
            {
                return;
            }

            var now = _time.GetTimestamp();
            foreach (var log in _logs)
            {
                log.Advance(now);
                log.Return(lease, now);
            }

            lease.IsReturned = true;
            _underway -= lease.Permits;
            _lastGrant = now;
            if (_queue.Count > 0)
            {
                Serve();
            }
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        CheckSize(permitCount);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var now = _time.GetTimestamp();
            return TryGrant(permitCount, now) ?? Refuse(permitCount, now);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        CheckSize(permitCount);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RateLimitLease>(cancellationToken);
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return TryGrant(permitCount, _time.GetTimestamp()) is { } lease
                ? new ValueTask<RateLimitLease>(lease)
                : new ValueTask<RateLimitLease>(Enqueue(permitCount, cancellationToken));
        }
    }

    /// <summary>Those who wait get a lease that is not acquired, as from the limiters of .NET.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Close();
        return base.DisposeAsyncCore();
    }

    private void Close()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_queue.First is { } first)
            {
                Dequeue(first).Complete(RateLease.Refused);
                _refused++;
            }

            WakeAfter(null);
        }
    }

    private void CheckSize(int permits) => ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, _largestRequest, nameof(permits));

    private RateLimitLease? TryGrant(int permits, long now) => _queue.Count > 0 || !Fits(permits, now) ? null : Grant(permits, now);

    private RateLease Refuse(int permits, long now)
    {
        _refused++;
        return RateLease.RefusedUntil(Until(_queue.Count > 0 ? _logs.Max(log => EarliestBehindQueue(log, now)) : Earliest(permits, now), now));
    }

    private Task<RateLimitLease> Enqueue(int permits, CancellationToken cancellation)
    {
        var waiter = new RateWaiter(this, permits, cancellation);
        _queue.AddLast(waiter);
        _queued += permits;

        // May call back at once and take the waiter out again; the lock lets its owner in.
        waiter.Watch();
        if (_timer is null)
        {
            Serve();
        }

        return waiter.Task;
    }

    private void Serve()
    {
        var now = _time.GetTimestamp();
        while (_queue.First is { } first && Fits(first.Value.Permits, now))
        {
            var waiter = Dequeue(first);
            waiter.Complete(Grant(waiter.Permits, now));
        }

        WakeAfter(_queue.First is { } next ? Until(Earliest(next.Value.Permits, now), now) : null);
    }

    private RateWaiter Dequeue(LinkedListNode<RateWaiter> first)
    {
        _queue.Remove(first);
        _queued -= first.Value.Permits;
        return first.Value;
    }

    private bool Fits(int permits, long now)
    {
        // A question for zero permits is answered as for one, but takes nothing.
        var needed = Math.Max(permits, 1);
        var fits = true;
        foreach (var log in _logs)
        {
            fits &= log.Advance(now) + (long)needed <= log.Limit;
        }

        return fits;
    }

    private RateLimitLease Grant(int permits, long now)
    {
        _granted++;
        if (permits == 0)
        {
            return RateLease.Granted;
        }

        (_lastGrant, _everGranted) = (now, true);
        return _isHeld ? Hold(new HeldLease(this, permits, now)) : Record(permits, now);
    }

    private RateLease Record(int permits, long now)
    {
        foreach (var log in _logs)
        {
            log.Record(permits, now);
        }

        return RateLease.Granted;
    }

    private HeldLease Hold(HeldLease lease)
    {
        _underway += lease.Permits;
        foreach (var log in _logs)
        {
            log.Hold(lease);
        }

        return lease;
    }

    private int Available(long now) => _logs.Min(log => log.Limit - log.Advance(now));

    private long Earliest(int permits, long now) => _logs.Max(log => log.EarliestFor(Math.Max(permits, 1), now));

    // Each full load of the window that waits already takes one whole window more.
    private long EarliestBehindQueue(GrantLog log, long now)
    {
        var (loads, rest) = Math.DivRem(_queued, log.Limit);
        return log.EarliestFor((int)rest + 1, now) + (loads * log.Span);
    }

    private void WakeAfter(TimeSpan? wait)
    {
        if (wait is not { } due)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }

        due = due < LongestTimer ? due : LongestTimer;
        if (_timer is null)
        {
            _timer = CreateTimer(due);
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private ITimer CreateTimer(TimeSpan due)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return _time.CreateTimer(static limiter => ((ExactRateLimiter)limiter!).Wake(), this, due, Timeout.InfiniteTimeSpan);
        }

        // Else the timer would keep the async locals of whoever waited first, and run everybody's wake-up in them.
        using (ExecutionContext.SuppressFlow())
        {
            return CreateTimer(due);
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            // A timer that was disposed of may still fire once.
            if (!_disposed)
            {
                Serve();
            }
        }
    }

    // Timers cut off parts of milliseconds, and one that fires early would only be set again.
    private TimeSpan Until(long moment, long now)
    {
        var milliseconds = Math.Ceiling(Math.Max(0, moment - now) * 1000.0 / _time.TimestampFrequency);
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.TotalMilliseconds / 2));
    }

    private IEnumerable<GrantLog> LogsOf(TimeSpan per) => _logs.Zip(_windows).Where(pair => pair.Second.Per == per).Select(pair => pair.First);

    private GrantLog Log(RateWindow window)
    {
        // What is held may be kept in a file, with every commit: it must be quick to read.
        const int quick = 4096;
        return window.Underway <= TimeSpan.Zero
            ? GrantLog.For(window.Requests, Units(window.Per))
            : new HeldGrants(GrantLog.For(window.Requests, Units(window.Per), quick), Units(window.Underway));
    }

    // Rounded up: a window that is a little too long is safe.
    private long Units(TimeSpan span)
    {
        var units = (((Int128)span.Ticks * _time.TimestampFrequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return (long)Int128.Min(units, long.MaxValue / 4);
    }
}
