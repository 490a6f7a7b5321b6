using HttpRequestSteps.Sync;

namespace HttpRequestSteps.CrashHost;

/// <summary>Stops the whole process at the nth time that a point is reached.</summary>
internal sealed class StoppingProbe(SyncPoint point, int count) : SyncProbe
{
    public const string Reached = "reached";

    private int _left = count;
    private volatile bool _isStopped;

    public override void Reach(SyncPoint reached)
    {
        if (reached == point && Interlocked.Decrement(ref _left) == 0)
        {
            _isStopped = true;
            Console.WriteLine(Reached);
            Console.Out.Flush();
        }

        if (_isStopped)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
