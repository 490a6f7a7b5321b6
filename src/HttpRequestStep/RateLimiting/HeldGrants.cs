namespace HttpRequestSteps;

/// <summary>
/// A window that holds where the requests arrive. Of the requests that arrive in any span as long as the window, the last was granted while each of the others
/// was under way, or had been answered within that span: both count, so there are no more than the limit.
/// </summary>
/// <remarks>
/// What is under way takes its share of the rate. So that it never takes more than <c>underway</c> a request, the time that quick answers save is put by for slow
/// ones; when nothing is left, a request counts as arrived before it is answered.
/// </remarks>
internal sealed class HeldGrants(GrantLog counted, long underway) : GrantLog(counted.Limit, counted.Span)
{
    private readonly bool _isStrict = underway >= counted.Span;
    private readonly Queue<HeldLease> _order = [];
    private readonly HashSet<HeldLease> _open = [];
    private long _saved = underway >= counted.Span ? 0 : underway * counted.Limit;
    private int _held;

    public override int Advance(long now)
    {
        while (_order.TryPeek(out var lease) && (!_open.Contains(lease) || IsTooLong(now - lease.Granted)))
        {
            Return(_order.Dequeue(), now);
        }

        return counted.Advance(now) + _held;
    }

    public override long EarliestFor(int permits, long now)
    {
        var recorded = counted.Advance(now);
        var tooMany = (long)recorded + _held + permits - Limit;

        // What is under way counts for a whole window yet.
        return tooMany <= recorded ? counted.EarliestFor(permits + _held, now) : now + Span;
    }

    public override void Record(int permits, long now)
    {
        counted.Advance(now);
        counted.Record(permits, now);
    }

    public override void Hold(HeldLease lease)
    {
        _order.Enqueue(lease);
        _open.Add(lease);
        _held += lease.Permits;
    }

    public override void Return(HeldLease lease, long now)
    {
        if (!_open.Remove(lease))
        {
            return;
        }

        _held -= lease.Permits;
        _saved = _isStrict ? 0 : Math.Clamp(_saved + ((underway - (now - lease.Granted)) * lease.Permits), 0, underway * Limit);
        Record(lease.Permits, now);
    }

    public override IEnumerable<(long From, int Permits)> Counting(long now) => _held == 0 ? counted.Counting(now) : counted.Counting(now).Append((now, _held));

    private bool IsTooLong(long time) => !_isStrict && time >= underway + (_saved / _held);
}
