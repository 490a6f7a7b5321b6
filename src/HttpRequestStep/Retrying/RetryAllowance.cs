namespace HttpRequestSteps;

/// <summary>What is left of a budget: in a window of ten seconds, kept by the second, no more retries than its share of the first attempts, or than its floor.</summary>
internal sealed class RetryAllowance(RetryBudget budget, TimeProvider time)
{
    private const int WindowSeconds = 10;

    private const double DefaultRatio = 0.2;
    private const int DefaultMinimumPerSecond = 10;

    private readonly long _floor = (long)(budget.MinimumPerSecond ?? DefaultMinimumPerSecond) * WindowSeconds;
    private readonly Lock _lock = new();
    private readonly int[] _offered = new int[WindowSeconds];
    private readonly int[] _retried = new int[WindowSeconds];
    private readonly long _started = time.GetTimestamp();
    private long _second;
    private long _offeredInWindow;
    private long _retriedInWindow;

    public RetryBudget Budget => budget;

    /// <summary>A first attempt.</summary>
    public void Offer()
    {
        lock (_lock)
        {
            _offered[Now()]++;
            _offeredInWindow++;
        }
    }

    /// <summary>Takes a retry, if one is left.</summary>
    public bool TryRetry()
    {
        if (budget.Enabled == false)
        {
            return true;
        }

        lock (_lock)
        {
            var now = Now();
            if (_retriedInWindow + 1 > Math.Max(_floor, (budget.Ratio ?? DefaultRatio) * _offeredInWindow))
            {
                return false;
            }

            _retried[now]++;
            _retriedInWindow++;
            return true;
        }
    }

    /// <summary>The place of this second; what is older than the window is forgotten.</summary>
    private int Now()
    {
        var second = (long)time.GetElapsedTime(_started).TotalSeconds;
        for (var passed = Math.Min(second - _second, WindowSeconds); passed > 0; passed--)
        {
            var oldest = (int)((second - passed + 1) % WindowSeconds);
            _offeredInWindow -= _offered[oldest];
            _retriedInWindow -= _retried[oldest];
            _offered[oldest] = _retried[oldest] = 0;
        }

        _second = Math.Max(_second, second);
        return (int)(_second % WindowSeconds);
    }
}
