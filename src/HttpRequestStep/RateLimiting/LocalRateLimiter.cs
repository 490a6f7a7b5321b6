using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>Concurrency first, then the rate: waiting for a free place must not use up a permit of the window.</summary>
internal sealed class LocalRateLimiter(ConcurrencyLimiter? concurrency, ExactRateLimiter? rate) : RateLimiter
{
    public override TimeSpan? IdleDuration => rate?.IdleDuration ?? concurrency?.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => rate?.GetStatistics() ?? concurrency?.GetStatistics();

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var place = concurrency is null ? null : await concurrency.AcquireAsync(permitCount, cancellationToken).ConfigureAwait(false);
        if (rate is null)
        {
            return place!;
        }

        try
        {
            using var permit = await rate.AcquireAsync(permitCount, cancellationToken).ConfigureAwait(false);
            return place ?? permit;
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var place = concurrency?.AttemptAcquire(permitCount);
        if (rate is null || place is { IsAcquired: false })
        {
            return place!;
        }

        var permit = rate.AttemptAcquire(permitCount);
        if (place is null || !permit.IsAcquired)
        {
            place?.Dispose();
            return permit;
        }

        return place;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            concurrency?.Dispose();
            rate?.Dispose();
        }

        base.Dispose(disposing);
    }
}
