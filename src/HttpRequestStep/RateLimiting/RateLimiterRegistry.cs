using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>One limiter for each connection and limits: it outlives a reload of settings that did not change them.</summary>
internal sealed class RateLimiterRegistry : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Key, RateLimiter Limiter)> _limiters = new(StringComparer.OrdinalIgnoreCase);

    public RateLimiter Find(string connection, string limiterName, RateLimits limits, IRateLimiterFactory factory)
    {
        var key = $"{limiterName}: {string.Join(';', limits)}";
        lock (_lock)
        {
            // A replaced limiter is left to the requests that still wait on it.
            if (!_limiters.TryGetValue(connection, out var entry) || entry.Key != key)
            {
                entry = (key, factory.Create(connection, limits));
                _limiters[connection] = entry;
            }

            return entry.Limiter;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (_, limiter) in _limiters.Values)
            {
                limiter.Dispose();
            }

            _limiters.Clear();
        }
    }
}
