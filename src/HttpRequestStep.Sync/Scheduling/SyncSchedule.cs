using Cronos;

namespace HttpRequestSteps.Sync;

/// <summary>When a sync runs: at an interval after the end of the last run, or by a cron expression.</summary>
public sealed class SyncSchedule
{
    private readonly TimeSpan _interval;
    private readonly CronExpression? _cron;
    private readonly TimeZoneInfo _zone;
    private readonly string _text;

    private SyncSchedule(TimeSpan interval, CronExpression? cron, TimeZoneInfo zone, string text)
    {
        _interval = interval;
        _cron = cron;
        _zone = zone;
        _text = text;
    }

    /// <summary>At once, and then so long after the end of each run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not more than 0.</exception>
    public static SyncSchedule Every(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        return new SyncSchedule(interval, null, TimeZoneInfo.Utc, $"every {interval}");
    }

    /// <summary>By a cron expression of five fields, or six with seconds first. A time at which the last run is still under way is passed over.</summary>
    /// <param name="expression">Such as <c>*/15 * * * *</c>.</param>
    /// <param name="zone">The time zone it is meant in; UTC when null.</param>
    /// <exception cref="FormatException">It is no cron expression.</exception>
    public static SyncSchedule Cron(string expression, TimeZoneInfo? zone = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(expression);
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return new SyncSchedule(TimeSpan.Zero, CronExpression.Parse(expression, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard), zone ?? TimeZoneInfo.Utc, expression);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>The wait before the next run; null when there is none.</summary>
    internal TimeSpan? Wait(DateTimeOffset now, bool isFirst)
    {
        if (_cron is null)
        {
            return isFirst ? TimeSpan.Zero : _interval;
        }

        return _cron.GetNextOccurrence(now, _zone) is { } next ? next - now : null;
    }
}
