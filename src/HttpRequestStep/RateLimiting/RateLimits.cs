using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>One rate limit or several, all of which hold at once. In JSON an object or an array.</summary>
[JsonConverter(typeof(RateLimitsConverter))]
[CollectionBuilder(typeof(RateLimits), nameof(Create))]
public sealed class RateLimits : IReadOnlyList<RateLimit>
{
    private readonly RateLimit[] _limits;

    private RateLimits(RateLimit[] limits)
    {
        _limits = limits;
    }

    /// <inheritdoc/>
    public int Count => _limits.Length;

    /// <inheritdoc/>
    public RateLimit this[int index] => _limits[index];

    /// <summary>Several limits.</summary>
    public static RateLimits Create(ReadOnlySpan<RateLimit> limits) => new(limits.ToArray());

    /// <summary>One limit.</summary>
    public static RateLimits FromRateLimit(RateLimit limit) => new([limit]);

    /// <summary>One limit.</summary>
    public static implicit operator RateLimits(RateLimit limit) => FromRateLimit(limit);

    /// <inheritdoc/>
    public IEnumerator<RateLimit> GetEnumerator() => _limits.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
