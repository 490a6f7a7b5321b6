using System.Collections.Concurrent;

namespace HttpRequestSteps.Sync;

/// <summary>The rate limiter of each sync, kept from run to run: a run that begins right after another must not send the double.</summary>
internal sealed class SyncLimiters(TimeProvider time)
{
    private static readonly RateLimit Default = new() { Requests = 1000, Per = RatePeriod.Second };

    private readonly ConcurrentDictionary<string, SyncLimiter> _limiters = new(StringComparer.Ordinal);

    /// <summary>The limiter of a sync; the first time in a process it takes over what the ledger knows.</summary>
    public SyncLimiter Find(SyncDefinition definition, SyncState state)
    {
        RateLimit[] limits = [.. (definition.RateLimit ?? [Default]).Where(limit => limit.Requests is not null).Select(limit => limit with { Concurrency = null })];
        if (limits.Length == 0)
        {
            limits = [Default];
        }

        return _limiters.GetOrAdd($"{definition.Name}: {string.Join(';', limits.AsEnumerable())}", _ => Restore(limits, state));
    }

    /// <summary>A limiter whose limits hold where the requests arrive.</summary>
    public static ExactRateLimiter Create(IEnumerable<RateLimit> limits, TimeProvider time) => new([.. limits.Select(Window)], time);

    private SyncLimiter Restore(RateLimit[] limits, SyncState state)
    {
        var limiter = new SyncLimiter(Create(limits, time), [.. limits.Select(limit => Window(limit).Per).Distinct()], time);
        limiter.Load(state);
        return limiter;
    }

    /// <summary>
    /// A minute or more is held strictly: what is under way counts, and takes next to nothing of the window. Of a second slow answers would take too much:
    /// there they count as far as 99 % of the rate are left, and the grants are paced, so that what is late does not fall in with a burst.
    /// </summary>
    private static RateWindow Window(RateLimit limit) => limit.Per == RatePeriod.Second
        ? new RateWindow(limit.Requests!.Value, TimeSpan.FromSeconds(1)) { Underway = TimeSpan.FromMilliseconds(8), IsPaced = true }
        : new RateWindow(limit.Requests!.Value, LocalRateLimiterFactory.Window(limit.Per)) { Underway = TimeSpan.MaxValue };
}
