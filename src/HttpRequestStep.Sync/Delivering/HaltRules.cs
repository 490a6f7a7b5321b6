namespace HttpRequestSteps.Sync;

/// <summary>When a run has seen enough: a destination that refuses whatever is sent, or that is down, is not asked for every row. Its owner locks.</summary>
/// <param name="hasDelivered">Whether the destination has taken something in this run.</param>
/// <param name="isKnown">Whether it has taken rows in an earlier run.</param>
internal sealed class HaltRules(bool hasDelivered, bool isKnown)
{
    private const int MostRefusals = 3;
    private const int MostFailures = 20;
    private const int MostRejections = 50;

    private int _refusals;
    private int _failures;
    private int _unrenderable;
    private int _rejections;

    /// <summary>Why the run stops before its end; null while it goes on.</summary>
    public string? Reason { get; private set; }

    /// <summary>Whether it stops since the destination refuses whatever is sent.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Whether the destination has taken something in this run.</summary>
    public bool HasDelivered { get; private set; } = hasDelivered;

    /// <summary>Whether it has taken rows in an earlier run.</summary>
    public bool IsKnown => isKnown;

    public void Stop(string reason) => Reason ??= reason;

    public void Refuse(string reason)
    {
        IsRefused = true;
        Stop(reason);
    }

    /// <summary>Rows were taken.</summary>
    /// <returns>Whether they were the first.</returns>
    public bool Deliver()
    {
        var isFirst = !HasDelivered;
        HasDelivered = true;
        (_refusals, _failures) = (0, 0);
        return isFirst;
    }

    /// <summary>The destination would refuse any request.</summary>
    public void CountRefusal(string error)
    {
        if (++_refusals >= (HasDelivered ? MostFailures : MostRefusals))
        {
            Refuse($"The destination refuses whatever is sent: {error}");
        }
    }

    /// <summary>Rows were rejected: it is alive.</summary>
    public void CountRejection(int rows, string error)
    {
        _rejections += rows;
        if (!HasDelivered && !isKnown && _rejections >= MostRejections)
        {
            Refuse($"The destination rejects whatever is sent: {error}");
        }
    }

    public void CountAnswer() => _failures = 0;

    /// <summary>A request could not be delivered, however often it was tried.</summary>
    public void CountFailure(string error)
    {
        if (++_failures >= MostFailures)
        {
            Stop($"The destination cannot be reached: {error}");
        }
    }

    /// <summary>No request could be made of a row. When none can be made of any, the definition is at fault, and not millions of rows.</summary>
    public bool CountUnrenderable(bool isRetried, string error)
    {
        if (HasDelivered || isRetried || ++_unrenderable < MostFailures)
        {
            return false;
        }

        Refuse($"No request can be made of the rows: {error}");
        return true;
    }
}
