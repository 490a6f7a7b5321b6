using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>What a caller holds fixed that delivers the same request again and again, through restarts: rendered anew, it has the same bytes.</summary>
internal sealed class StepDelivery
{
    /// <summary>The time that templates see.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Stands where chance would choose.</summary>
    public required string Seed { get; init; }

    /// <summary>A limiter beside the connection's.</summary>
    public RateLimiter? Limiter { get; init; }

    /// <summary>Called when a wire request has its permits and goes out.</summary>
    public Action? Sending { get; init; }

    /// <summary>Called when the request is rendered; nothing is sent before it is done.</summary>
    public Func<StepExecution, CancellationToken, ValueTask>? BeforeSending { get; init; }
}
