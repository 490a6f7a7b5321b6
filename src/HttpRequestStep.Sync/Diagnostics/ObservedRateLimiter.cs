using System.Threading.RateLimiting;

namespace HttpRequestSteps.Sync;

/// <summary>A rate limiter whose waits are seen.</summary>
internal sealed class ObservedRateLimiter(RateLimiter limiter, ExactRateLimiter rate, SyncObservation observation, TimeProvider time) : RateLimiter
{
    public override TimeSpan? IdleDuration => limiter.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => limiter.GetStatistics();

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (observation.IsFollowed)
        {
            observation.WaitsForLimit(rate.EstimateWait());
        }

        var lease = await limiter.AcquireAsync(permitCount, cancellationToken).ConfigureAwait(false);
        observation.Waited(time.GetElapsedTime(started));
        return lease;
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => limiter.AttemptAcquire(permitCount);
}
