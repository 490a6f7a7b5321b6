namespace HttpRequestSteps;

/// <summary>
/// For windows with more grants than a ring should hold: counts per 4096th of the window. A grant counts as if made at the end of its bucket,
/// so it is forgotten up to one bucket late and never early: the limit holds exactly, a 4096th of the rate is given away.
/// </summary>
internal sealed class GrantBuckets : GrantLog
{
    private const int Parts = 4096;

    // The bucket of now and the 4096 before it: a grant further back is older than the window wherever in its bucket it was.
    private readonly int[] _counts = new int[Parts + 1];
    private readonly long _width;
    private long _newest;
    private int _total;

    public GrantBuckets(int limit, long span)
        : base(limit, span) => _width = Math.Max(1, (span + Parts - 1) / Parts);

    public override int Advance(long now)
    {
        var bucket = now / _width;
        var passed = Math.Min(bucket - _newest, _counts.Length);
        for (var i = 1; i <= passed; i++)
        {
            Forget(bucket - passed + i);
        }

        _newest = Math.Max(bucket, _newest);
        return _total;
    }

    public override long EarliestFor(int permits, long now)
    {
        var tooMany = (long)_total + permits - Limit;
        if (tooMany <= 0)
        {
            return now;
        }

        var bucket = _newest - Parts - 1;
        while (tooMany > 0)
        {
            bucket++;
            tooMany -= _counts[Slot(bucket)];
        }

        return (bucket + Parts + 1) * _width;
    }

    public override void Record(int permits, long now)
    {
        _counts[Slot(_newest)] += permits;
        _total += permits;
    }

    public override IEnumerable<(long From, int Permits)> Counting(long now)
    {
        Advance(now);
        for (var bucket = _newest - Parts; bucket <= _newest; bucket++)
        {
            if (_counts[Slot(bucket)] is var permits and > 0)
            {
                yield return (Math.Min(now, (bucket + 1) * _width), permits);
            }
        }
    }

    private void Forget(long bucket)
    {
        var slot = Slot(bucket);
        _total -= _counts[slot];
        _counts[slot] = 0;
    }

    private int Slot(long bucket)
    {
        var slot = (int)(bucket % _counts.Length);
        return slot < 0 ? slot + _counts.Length : slot;
    }
}
