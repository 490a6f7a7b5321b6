using System.Threading.RateLimiting;

namespace HttpRequestSteps.Sync;

/// <summary>A permit of a minute, an hour or a day is in the ledger before its request is sent: whatever happens then, it counts.</summary>
internal sealed class KeptRateLimiter(ExactRateLimiter rate, LedgerWriter ledger) : RateLimiter
{
    public override TimeSpan? IdleDuration => rate.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => rate.GetStatistics();

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        var lease = await rate.AcquireAsync(permitCount, cancellationToken).ConfigureAwait(false);
        try
        {
            // Every commit keeps the limits.
            await ledger.WriteAsync(static () => { }).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Nothing is granted that is not kept.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => rate.AttemptAcquire(0);
}
