namespace HttpRequestSteps;

/// <summary>The grants of one window that still count. Times are timestamps of the limiter's clock and never go back.</summary>
internal abstract class GrantLog(int limit, long span)
{
    public const int LargestRing = 65_536;

    public int Limit => limit;

    /// <summary>The window's length in timestamp units.</summary>
    public long Span => span;

    public static GrantLog For(int limit, long span, int largestRing = LargestRing) => limit <= largestRing ? new GrantRing(limit, span) : new GrantBuckets(limit, span);

    /// <summary>The grants that still count; called before any other member with the same time.</summary>
    public abstract int Advance(long now);

    /// <summary>When <paramref name="permits"/> more will fit; <paramref name="now"/> when they do already.</summary>
    public abstract long EarliestFor(int permits, long now);

    public abstract void Record(int permits, long now);

    /// <summary>Permits that are granted now, and given back later.</summary>
    public virtual void Hold(HeldLease lease) => Record(lease.Permits, lease.Granted);

    /// <summary>The answer is there.</summary>
    public virtual void Return(HeldLease lease, long now)
    {
    }

    /// <summary>What counts, oldest first, and from when.</summary>
    public abstract IEnumerable<(long From, int Permits)> Counting(long now);
}
