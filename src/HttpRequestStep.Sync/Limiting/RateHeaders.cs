using System.Globalization;

namespace HttpRequestSteps.Sync;

/// <summary>
/// What an answer says about the rate it was counted in: <c>RateLimit</c> and <c>RateLimit-Remaining</c>/<c>-Reset</c> of the IETF drafts, and the usual forms with <c>X-</c>.
/// It can only slow a sync down: how much is left is no promise, that nothing is left is a fact.
/// </summary>
internal static class RateHeaders
{
    private static readonly (string Remaining, string Reset)[] Pairs =
    [
        ("ratelimit-remaining", "ratelimit-reset"),
        ("x-ratelimit-remaining", "x-ratelimit-reset-after"),
        ("x-ratelimit-remaining", "x-ratelimit-reset"),
        ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ];

    /// <summary>How long nothing may be sent; null when the answer does not say that nothing is left.</summary>
    public static TimeSpan? Pause(ResponseHeaders headers, DateTimeOffset now)
    {
        var from = Date(headers) ?? now;
        var longest = Structured(headers);
        foreach (var (remaining, reset) in Pairs)
        {
            if (Number(One(headers, remaining)) is <= 0 && Reset(One(headers, reset), from) is { } wait && wait > (longest ?? TimeSpan.Zero))
            {
                longest = wait;
            }
        }

        return longest;
    }

    /// <summary>The wait of <c>Retry-After</c>, measured with the clock that wrote it.</summary>
    public static TimeSpan? RetryAfterOf(ResponseHeaders headers, DateTimeOffset now) =>
        RetryAfter.Parse(headers.TryGetValue("retry-after", out var values) ? (IEnumerable<string>)values! : [], now, Date(headers));

    /// <summary><c>RateLimit: "default";r=0;t=30</c>, of several the longest, and the older <c>limit=10, remaining=0, reset=30</c>.</summary>
    private static TimeSpan? Structured(ResponseHeaders headers)
    {
        TimeSpan? longest = null;
        if (One(headers, "ratelimit") is not { } value)
        {
            return null;
        }

        var isOlder = value.Contains("remaining=", StringComparison.OrdinalIgnoreCase);
        foreach (var item in isOlder ? [value] : value.Split(','))
        {
            var parameters = item.Split(',', ';').Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
            var remaining = Number(parameters[isOlder ? "remaining" : "r"].FirstOrDefault());
            if (remaining is <= 0 && Number(parameters[isOlder ? "reset" : "t"].FirstOrDefault()) is { } seconds and > 0)
            {
                longest = Max(longest, Seconds(seconds));
            }
        }

        return longest;
    }

    /// <summary>Seconds from now, seconds or milliseconds since 1970, or a date.</summary>
    private static TimeSpan? Reset(string? value, DateTimeOffset from)
    {
        const double firstEpoch = 1e9;
        const double firstMilliseconds = 1e11;
        return Number(value) switch
        {
            null => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date - from : null,
            < firstEpoch and { } seconds => Seconds(seconds),
            < firstMilliseconds and { } seconds => Seconds(seconds - (from.ToUnixTimeMilliseconds() / 1000.0)),
            { } milliseconds => Seconds((milliseconds - from.ToUnixTimeMilliseconds()) / 1000.0),
        };
    }

    private static TimeSpan Seconds(double seconds) => seconds < RetryAfter.Longest.TotalSeconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : RetryAfter.Longest;

    private static TimeSpan Max(TimeSpan? a, TimeSpan b) => a > b ? a.Value : b;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static DateTimeOffset? Date(ResponseHeaders headers) =>
        DateTimeOffset.TryParseExact(One(headers, "date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static string? One(ResponseHeaders headers, string name) => headers.TryGetValue(name, out var values) && values.Count > 0 ? string.Join(", ", values!) : null;
}
