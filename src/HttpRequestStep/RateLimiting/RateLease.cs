using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>A permit of a rate is used up when granted, so there is nothing to give back and one lease serves all.</summary>
internal sealed class RateLease : RateLimitLease
{
    public static readonly RateLease Granted = new(true, null);

    public static readonly RateLease Refused = new(false, null);

    private readonly TimeSpan? _retryAfter;

    private RateLease(bool isAcquired, TimeSpan? retryAfter)
    {
        IsAcquired = isAcquired;
        _retryAfter = retryAfter;
    }

    public override bool IsAcquired { get; }

    public override IEnumerable<string> MetadataNames => _retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

    public static RateLease RefusedUntil(TimeSpan retryAfter) => new(false, retryAfter);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == MetadataName.RetryAfter.Name ? _retryAfter : null;
        return metadata is not null;
    }
}
