using System.Collections.Concurrent;

namespace HttpRequestSteps;

/// <summary>The time one attempt may take, ended early by its caller. Clocks that did not fire are used again.</summary>
internal sealed class AttemptClock : IDisposable
{
    private const int MostSpare = 256;

    private static readonly ConcurrentQueue<AttemptClock> Spare = new();

    private readonly CancellationTokenSource _source;
    private readonly bool _isReusable;
    private CancellationTokenRegistration _caller;

    private AttemptClock(TimeSpan timeout, TimeProvider time)
    {
        _source = new CancellationTokenSource(timeout, time);
        _isReusable = time == TimeProvider.System;
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Why the attempt was ended before its time, or null.</summary>
    public string? Stalled { get; private set; }

    public static AttemptClock Start(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        if (time == TimeProvider.System && Spare.TryDequeue(out var clock))
        {
            clock._source.CancelAfter(timeout);
        }
        else
        {
            clock = new AttemptClock(timeout, time);
        }

        clock._caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), clock._source);
        return clock;
    }

    /// <summary>Ends the attempt before its time; what was waiting for its token goes on elsewhere.</summary>
    public void Stall(string reason)
    {
        if (!_source.IsCancellationRequested)
        {
            Stalled = reason;
            _ = _source.CancelAsync();
        }
    }

    public void Dispose()
    {
        // Waits for a cancellation that is under way, so that it cannot reach the next user of the clock.
        _caller.Dispose();
        if (_isReusable && Spare.Count < MostSpare && _source.TryReset())
        {
            Spare.Enqueue(this);
        }
        else
        {
            _source.Dispose();
        }
    }
}
