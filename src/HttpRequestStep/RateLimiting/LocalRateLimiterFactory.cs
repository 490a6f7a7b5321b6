using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>The built-in limiter: exact in any sliding window, in this process.</summary>
internal sealed class LocalRateLimiterFactory(TimeProvider time) : IRateLimiterFactory
{
    public RateLimiter Create(string connection, RateLimits limits) => new LocalRateLimiter(Concurrency(limits), Rate(limits, time));

    private static ConcurrencyLimiter? Concurrency(RateLimits limits) => limits.Min(limit => limit.Concurrency) is { } permits
        ? new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst })
        : null;

    private static ExactRateLimiter? Rate(RateLimits limits, TimeProvider time)
    {
        RateWindow[] windows = [.. limits.Where(limit => limit.Requests is not null).Select(limit => new RateWindow(limit.Requests!.Value, Window(limit.Per)))];
        return windows.Length == 0 ? null : new ExactRateLimiter(windows, time);
    }

    public static TimeSpan Window(RatePeriod period) => period switch
    {
        RatePeriod.Minute => TimeSpan.FromMinutes(1),
        RatePeriod.Hour => TimeSpan.FromHours(1),
        RatePeriod.Day => TimeSpan.FromDays(1),
        _ => TimeSpan.FromSeconds(1),
    };
}
