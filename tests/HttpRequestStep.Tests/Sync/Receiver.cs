using System.Threading.RateLimiting;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Workers that send as fast as a limiter lets them, and a receiver at the other end of an uneven way.</summary>
internal sealed class Receiver(RateLimiter limiter, CountingTimeProvider time, Random random)
{
    private readonly PriorityQueue<RateLimitLease, TimeSpan> _answers = new();
    private readonly List<TimeSpan> _arrivals = [];
    private readonly List<Task<RateLimitLease>> _waiting = [];
    private TimeSpan _now;

    /// <summary>How long a request takes to arrive, at most.</summary>
    public required TimeSpan Way { get; init; }

    /// <summary>How long it takes to its answer, at most.</summary>
    public required TimeSpan Answer { get; init; }

    public int Workers { get; init; } = 100;

    public int Arrived => _arrivals.Count;

    public void Run(TimeSpan duration, Func<TimeSpan> step)
    {
        for (var end = _now + duration; _now < end; Pass(step()))
        {
            while (_answers.TryPeek(out var lease, out var at) && at <= _now)
            {
                _answers.Dequeue();
                lease.Dispose();
            }

            while (_waiting.Count + _answers.Count < Workers)
            {
                _waiting.Add(limiter.AcquireAsync().AsTask());
                Send();
            }

            Send();
        }
    }

    /// <summary>The most that arrived in any span of this length.</summary>
    public int MostIn(TimeSpan window)
    {
        var arrivals = _arrivals.Order().ToArray();
        var (most, first) = (0, 0);
        for (var last = 0; last < arrivals.Length; last++)
        {
            while (arrivals[last] - arrivals[first] >= window)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private void Send()
    {
        foreach (var sent in _waiting.Where(wait => wait.IsCompleted))
        {
            var answer = Answer * random.NextDouble();
            _arrivals.Add(_now + ((answer < Way ? answer : Way) * random.NextDouble()));
            _answers.Enqueue(sent.Result, _now + answer);
        }

        _waiting.RemoveAll(wait => wait.IsCompleted);
    }

    private void Pass(TimeSpan step)
    {
        time.Advance(step);
        _now += step;
    }
}
