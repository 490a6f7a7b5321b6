using System.Globalization;

namespace HttpRequestSteps;

/// <summary>
/// Reads <c>Retry-After</c> (RFC 9110 §10.2.3). .NET's own parser gives nothing for RFC 850 dates and for seconds that overflow,
/// so a server that asks for a long pause would be asked again at once.
/// </summary>
internal static class RetryAfter
{
    /// <summary>What longer values saturate to: as good as for ever, and still safe to add to a date.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private static readonly string[] ShortDays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] LongDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>The wait, or null when the header is absent, repeated or malformed.</summary>
    public static TimeSpan? Parse(IEnumerable<string> values, DateTimeOffset now, DateTimeOffset? responseDate)
    {
        using var one = values.GetEnumerator();
        if (!one.MoveNext())
        {
            return null;
        }

        var value = one.Current;
        return one.MoveNext() ? null : Parse(value.AsSpan(), now, responseDate);
    }

    /// <summary>The wait, or null when the value is neither seconds nor an HTTP date.</summary>
    /// <param name="value">The header's value.</param>
    /// <param name="now">Our clock.</param>
    /// <param name="responseDate">The response's <c>Date</c>: a date is measured against the clock that wrote it, so skew cancels out.</param>
    public static TimeSpan? Parse(ReadOnlySpan<char> value, DateTimeOffset now, DateTimeOffset? responseDate)
    {
        value = value.Trim(" \t");
        if (value.IsEmpty)
        {
            return null;
        }

        return char.IsAsciiDigit(value[0]) ? Seconds(value) : Until(value, now, responseDate ?? now);
    }

    private static TimeSpan? Seconds(ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var known = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        return known && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }

    private static TimeSpan? Until(ReadOnlySpan<char> value, DateTimeOffset now, DateTimeOffset from)
    {
        if (Date(value, now) is not { } date)
        {
            return null;
        }

        var wait = date - from;
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < Longest ? wait : Longest;
    }

    /// <summary>IMF-fixdate, RFC 850 or asctime. The day's name is only looked at to tell the three apart: it adds nothing to the date.</summary>
    private static DateTimeOffset? Date(ReadOnlySpan<char> value, DateTimeOffset now)
    {
        var blank = value.IndexOf(' ');
        if (blank < 1)
        {
            return null;
        }

        var day = value[..blank];
        var rest = value[(blank + 1)..];
        if (day[^1] != ',')
        {
            return Names(ShortDays, day) ? Exact(rest, "MMM dd HH:mm:ss yyyy", now) ?? Exact(rest, "MMM  d HH:mm:ss yyyy", now) : null;
        }

        return Names(ShortDays, day[..^1]) ? Exact(rest, "dd MMM yyyy HH:mm:ss 'GMT'", now)
            : Names(LongDays, day[..^1]) ? Exact(rest, "dd-MMM-yy HH:mm:ss 'GMT'", now)
            : null;
    }

    private static bool Names(string[] days, ReadOnlySpan<char> day)
    {
        foreach (var name in days)
        {
            if (day.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset? Exact(ReadOnlySpan<char> value, string format, DateTimeOffset now)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(value, format, FormatAt(now), Utc, out var date) ? date : null;
    }

    /// <summary>A two-digit year that would lie more than 50 years ahead is one of the past (RFC 9110 §5.6.7).</summary>
    private static DateTimeFormatInfo FormatAt(DateTimeOffset now)
    {
        var format = (DateTimeFormatInfo)DateTimeFormatInfo.InvariantInfo.Clone();
        format.Calendar = new GregorianCalendar { TwoDigitYearMax = now.Year + 50 };
        return format;
    }
}
