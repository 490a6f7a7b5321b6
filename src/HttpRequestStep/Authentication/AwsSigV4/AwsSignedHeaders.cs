using System.Collections.Frozen;
using System.Globalization;

namespace HttpRequestSteps;

/// <summary>Which headers of a request are signed: all but those that may change between here and the service, or that are not final yet.</summary>
internal static class AwsSignedHeaders
{
    private static readonly FrozenSet<string> Unsigned = new[]
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Baggage", "Cache-Control", "Connection", "Content-Length", "Expect", "Forwarded", "From",
        "Keep-Alive", "Max-Forwards", "Pragma", "Referer", "TE", "Traceparent", "Tracestate", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via", "X-Amzn-Trace-Id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<KeyValuePair<string, string>> Of(AuthenticationContext context)
    {
        var hasHost = false;
        foreach (var header in context.Headers.Where(static header => IsSigned(header.Key)))
        {
            hasHost |= header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase);
            yield return header;
        }

        if (!hasHost)
        {
            yield return new("Host", HostOf(context.Uri));
        }
    }

    private static bool IsSigned(string name) =>
        !Unsigned.Contains(name) && !name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);

    /// <summary>What is sent as <c>Host</c> when the step says nothing else.</summary>
    private static string HostOf(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        return uri.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{uri.Port}");
    }
}
