using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>Permits of which the limiter wants to know when the answer is there.</summary>
internal sealed class HeldLease(ExactRateLimiter limiter, int permits, long granted) : RateLimitLease
{
    public int Permits => permits;

    public long Granted => granted;

    /// <summary>Set by the limiter, under its lock.</summary>
    public bool IsReturned { get; set; }

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        limiter.Return(this);
        base.Dispose(disposing);
    }
}
