namespace HttpRequestSteps.Sync;

/// <summary>
/// How many requests may be under way, found out by trying, as Vector does it: one more while the time of a request stays what it was, a tenth less when it
/// grows or the destination pushes back; decided once in the time a request takes. Until the first push it doubles instead. Not for several threads at once.
/// </summary>
internal sealed class AdaptiveConcurrency
{
    private const double Weight = 0.4;
    private const double Deviations = 2.5;
    private const double Decrease = 0.9;

    // The time of a request while none is known, in seconds.
    private const double Unknown = 1;

    // What no clock tells apart, in seconds.
    private const double Noise = 1e-6;

    private readonly int _most;
    private readonly TimeProvider _time;
    private bool _isSlowStart;
    private double? _usual;
    private double _variance;
    private double _sum;
    private int _answers;
    private bool _isReached;
    private bool _isPushed;
    private long _decided;

    /// <summary>Begins.</summary>
    /// <param name="most">The limit never grows beyond.</param>
    /// <param name="remembered">What an earlier run had found out.</param>
    /// <param name="time">The clock.</param>
    public AdaptiveConcurrency(int most, int? remembered, TimeProvider time)
    {
        _most = most;
        _time = time;
        _isSlowStart = remembered is null;
        _decided = time.GetTimestamp();
        Limit = Math.Clamp(remembered ?? 1, 1, most);
    }

    public int Limit { get; private set; }

    /// <summary>A request begins; so many are under way now.</summary>
    public void Begin(int underWay) => _isReached |= underWay >= Limit;

    /// <summary>A request was answered. Only those that succeeded tell how long one takes.</summary>
    public void Succeed(TimeSpan took)
    {
        _sum += took.TotalSeconds;
        _answers++;
        Decide();
    }

    /// <summary>The destination pushed back: it throttled, failed or timed out.</summary>
    public void Push()
    {
        _isPushed = true;
        Decide();
    }

    private void Decide()
    {
        var mean = _answers > 0 ? _sum / _answers : _usual;
        if (_time.GetElapsedTime(_decided).TotalSeconds + Noise < (_usual ?? mean ?? Unknown))
        {
            return;
        }

        if (_isPushed || mean > _usual + Math.Max(Noise, Deviations * Math.Sqrt(_variance)))
        {
            _isSlowStart = false;
            Limit = Math.Max(1, (int)(Limit * Decrease));
        }
        else if (_isReached && mean <= (_usual ?? mean) + Noise)
        {
            Limit = Math.Min(_most, _isSlowStart ? Limit * 2 : Limit + 1);
        }

        if (_answers > 0)
        {
            Learn(mean!.Value);
        }

        (_sum, _answers, _isReached, _isPushed, _decided) = (0, 0, false, false, _time.GetTimestamp());
    }

    private void Learn(double mean)
    {
        var difference = mean - (_usual ?? mean);
        _usual = (_usual ?? mean) + (Weight * difference);
        _variance = (1 - Weight) * (_variance + (Weight * difference * difference));
    }
}
