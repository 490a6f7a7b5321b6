namespace HttpRequestSteps;

/// <summary>Ends the attempt whose body stops coming or only drips. A body may be so far behind as it may be silent; every byte buys the time that it may take at the lowest rate.</summary>
/// <remarks>Only time that is spent waiting for the server counts. There is no timer before a read has to wait, and never more than one a body.</remarks>
internal sealed class BodyPace(AttemptClock clock, LimitOptions limits, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly double _secondsOfByte = limits.MinResponseRate.Bytes > 0 ? 1.0 / limits.MinResponseRate.Bytes : double.PositiveInfinity;
    private ITimer? _timer;
    private TimeSpan _left = limits.MaxIdleTime;
    private TimeSpan _silent;
    private long _since;
    private bool _isWaiting;
    private bool _isArmed;

    /// <summary>From now on the next bytes are waited for.</summary>
    /// <param name="count">The bytes that came without a wait.</param>
    public void Wait(long count)
    {
        lock (_lock)
        {
            _since = time.GetTimestamp();
            _isWaiting = true;
            Pay(count);
            if (!_isArmed)
            {
                Arm(Due);
            }
        }
    }

    /// <summary>Bytes came, and more are waited for.</summary>
    public void Note(int count)
    {
        lock (_lock)
        {
            if (_isWaiting)
            {
                Spend();
                Pay(count);
            }
        }
    }

    /// <summary>Bytes came, and nothing is waited for.</summary>
    public void Stop(int count)
    {
        lock (_lock)
        {
            Spend();
            Pay(count);
            _isWaiting = false;
        }
    }

    /// <summary>After this nothing is ended any more: the clock may be another attempt's.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isWaiting = false;
            _timer?.Dispose();
        }
    }

    private TimeSpan Due => Min(_left, limits.MaxIdleTime - _silent);

    private void Pay(long count)
    {
        if (count > 0)
        {
            var bought = count * _secondsOfByte;
            var most = limits.MaxIdleTime;
            _left = bought < most.TotalSeconds ? Min(_left + TimeSpan.FromSeconds(bought), most) : most;
            _silent = TimeSpan.Zero;
        }
    }

    private void Spend()
    {
        var now = time.GetTimestamp();
        var spent = time.GetElapsedTime(_since, now);
        (_since, _left, _silent) = (now, _left - spent, _silent + spent);
    }

    /// <summary>The timer is not moved by every read: it looks, when it fires, how much is left.</summary>
    private void Look()
    {
        lock (_lock)
        {
            _isArmed = false;
            if (!_isWaiting)
            {
                return;
            }

            Spend();
            if (Due > TimeSpan.Zero)
            {
                Arm(Due);
                return;
            }

            _isWaiting = false;
            clock.Stall(_silent >= limits.MaxIdleTime
                ? $"The body stalled: nothing of it came for {limits.MaxIdleTime.TotalSeconds:0.###} s, the host's limit MaxIdleTime."
                : $"The body came more slowly than {limits.MinResponseRate} a second, the host's limit MinResponseRate, and fell {limits.MaxIdleTime.TotalSeconds:0.###} s behind (MaxIdleTime).");
        }
    }

    private void Arm(TimeSpan due)
    {
        _isArmed = true;

        // Timers count in whole milliseconds, and must not fire before the time has come.
        due = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(due.TotalMilliseconds, 0)));
        if (_timer is null)
        {
            _timer = time.CreateTimer(static pace => ((BodyPace)pace!).Look(), this, due, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
