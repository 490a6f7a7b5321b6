namespace HttpRequestSteps;

/// <summary>
/// Spreads grants evenly (GCRA): each is due one interval after the one before, and may come a little early, so that a timer that fires late loses nothing.
/// Runs a little ahead of the rate of its window, which holds the rate: only so what was missed can be made up for.
/// </summary>
internal sealed class GrantPace(long interval, long early) : GrantLog((int)Math.Min((early / interval) + 1, int.MaxValue), ((early / interval) + 1) * interval)
{
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(5);

    private long _due;

    public static GrantPace Of(int requests, long span, long frequency)
    {
        const double ahead = 0.95;
        return new GrantPace(Math.Max(1, (long)(span * ahead / requests)), (long)(Early.TotalSeconds * frequency));
    }

    public override int Advance(long now)
    {
        var left = early - Math.Max(0, _due - now);
        return left < 0 ? Limit : Limit - 1 - (int)(left / interval);
    }

    public override long EarliestFor(int permits, long now) => Math.Max(now, _due - early + ((permits - 1) * interval));

    public override void Record(int permits, long now) => _due = Math.Max(_due, now) + (permits * interval);

    public override IEnumerable<(long From, int Permits)> Counting(long now) => [];
}
