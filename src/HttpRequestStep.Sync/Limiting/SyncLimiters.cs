using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace HttpRequestSteps.Sync;

/// <summary>The rate limiter of each sync, kept from run to run: a run that begins right after another must not send the double.</summary>
internal sealed class SyncLimiters(LocalRateLimiterFactory factory)
{
    private static readonly RateLimit Default = new() { Requests = 1000, Per = RatePeriod.Second };

    private readonly ConcurrentDictionary<string, RateLimiter> _limiters = new(StringComparer.Ordinal);

    public RateLimiter Find(SyncDefinition definition)
    {
        RateLimit[] limits = [.. (definition.RateLimit ?? [Default]).Where(limit => limit.Requests is not null).Select(limit => limit with { Concurrency = null })];
        if (limits.Length == 0)
        {
            limits = [Default];
        }

        return _limiters.GetOrAdd($"{definition.Name}: {string.Join(';', limits.AsEnumerable())}", _ => factory.Create(definition.Name, RateLimits.Create(limits)));
    }
}
