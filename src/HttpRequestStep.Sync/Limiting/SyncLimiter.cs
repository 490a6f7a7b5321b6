using System.Threading.RateLimiting;

namespace HttpRequestSteps.Sync;

/// <summary>The rate limiter of one sync, and what is kept of it in the ledger: a new process goes on where the last one stopped, and a crash does not make the rate anew.</summary>
internal sealed class SyncLimiter(ExactRateLimiter rate, IReadOnlyList<TimeSpan> windows, TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public ExactRateLimiter Rate => rate;

    /// <summary>The limiter as a run uses it.</summary>
    public RateLimiter Through(LedgerWriter ledger) => windows.Any(window => window > Second) ? new KeptRateLimiter(rate, ledger) : rate;

    /// <summary>Remembers in the ledger what counts now.</summary>
    public void Save(SyncState state)
    {
        var now = time.GetUtcNow();
        foreach (var window in windows)
        {
            var parts = new Dictionary<long, int>();
            foreach (var (age, permits) in rate.Counting(window))
            {
                var part = PartOf(now - age, window);
                parts[part] = parts.GetValueOrDefault(part) + permits;
            }

            state.PutLimit(window, parts);
        }
    }

    /// <summary>Lets count what an earlier process sent.</summary>
    public void Load(SyncState state)
    {
        var now = time.GetUtcNow();
        foreach (var window in windows)
        {
            rate.Restore(window, [.. state.Limit(window).OrderBy(part => part.Key).Select(part => (Age(now - EndOf(part.Key, window)), part.Value))]);
        }
    }

    // The clock of the wall may have been set back.
    private static TimeSpan Age(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;

    // A permit is kept as if it had been granted at the end of its part of the window: it is forgotten late, never early.
    // The millisecond is for an end that went through another clock and comes back: it must not slip into the next part.
    private static long PartOf(DateTimeOffset time, TimeSpan window) => ((time.UtcTicks - TimeSpan.TicksPerMillisecond - 1) / PartTicks(window)) + 1;

    private static DateTimeOffset EndOf(long part, TimeSpan window) => new(part * PartTicks(window), TimeSpan.Zero);

    private static long PartTicks(TimeSpan window) => window.Ticks / (window > Second ? 240 : 20);
}
