using System.Collections.Frozen;
using System.Net;

namespace HttpRequestSteps;

/// <summary>Which answers are redirects, and what of a request may cross an origin.</summary>
internal static class RedirectRules
{
    /// <summary>What tells nothing about the caller; every other header stays behind when the origin changes.</summary>
    private static readonly FrozenSet<string> SafeHeaders = new[] { "Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Content-Type", "Content-Encoding" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    public static bool WillFollow(StepPlan plan, HttpResponseMessage response) => plan.Redirects.Max > 0 && IsRedirect(response.StatusCode);

    public static bool MayCross(string header) => SafeHeaders.Contains(header);

    /// <summary>301, 302 and 303 turn a POST into a GET, 303 every method but HEAD; 307 and 308 keep all.</summary>
    public static HttpMethod NextMethod(HttpStatusCode status, HttpMethod method) => (int)status switch
    {
        303 when method != HttpMethod.Head => HttpMethod.Get,
        301 or 302 when method == HttpMethod.Post => HttpMethod.Get,
        _ => method,
    };
}
