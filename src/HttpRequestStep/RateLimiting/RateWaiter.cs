using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>One caller in the queue of an <see cref="ExactRateLimiter"/>.</summary>
internal sealed class RateWaiter(ExactRateLimiter limiter, int permits, CancellationToken cancellation)
    // The limiter completes waiters under its lock; their continuations must not run there.
    : TaskCompletionSource<RateLimitLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration _registration;

    public int Permits => permits;

    public CancellationToken Cancellation => cancellation;

    public void Watch() => _registration = cancellation.UnsafeRegister(static waiter => ((RateWaiter)waiter!).GiveUp(), this);

    public void Complete(RateLimitLease lease)
    {
        // Not Dispose: that waits for a callback which may be waiting for the limiter's lock.
        _registration.Unregister();
        TrySetResult(lease);
    }

    private void GiveUp() => limiter.Remove(this);
}
