namespace HttpRequestSteps;

/// <summary>Remembers each grant's time: exact, eight bytes a grant, and only as many as count at once.</summary>
internal sealed class GrantRing(int limit, long span) : GrantLog(limit, span)
{
    private const int FirstSize = 16;

    private long[] _times = new long[Math.Min(limit, FirstSize)];
    private int _oldest;
    private int _count;

    public override int Advance(long now)
    {
        while (_count > 0 && now - _times[_oldest] >= Span)
        {
            _oldest = _oldest + 1 == _times.Length ? 0 : _oldest + 1;
            _count--;
        }

        return _count;
    }

    public override long EarliestFor(int permits, long now)
    {
        var tooMany = _count + permits - Limit;
        return tooMany <= 0 ? now : _times[(_oldest + tooMany - 1) % _times.Length] + Span;
    }

    public override void Record(int permits, long now)
    {
        for (var i = 0; i < permits; i++)
        {
            Add(now);
        }
    }

    public override IEnumerable<(long From, int Permits)> Counting(long now)
    {
        Advance(now);
        for (var i = 0; i < _count; i++)
        {
            yield return (_times[(_oldest + i) % _times.Length], 1);
        }
    }

    private void Add(long now)
    {
        if (_count == _times.Length)
        {
            Grow();
        }

        _times[(_oldest + _count) % _times.Length] = now;
        _count++;
    }

    private void Grow()
    {
        var larger = new long[Math.Min(Limit, _times.Length * 2)];
        var head = _times.Length - _oldest;
        Array.Copy(_times, _oldest, larger, 0, head);
        Array.Copy(_times, 0, larger, head, _oldest);
        (_times, _oldest) = (larger, 0);
    }
}
