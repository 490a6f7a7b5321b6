using System.Globalization;

namespace HttpRequestSteps.Cli;

/// <summary>Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, or a bare number of seconds.</summary>
internal static class DurationText
{
    public const string Rule = "a duration is a number of seconds or \"250ms\", \"30s\", \"5m\", \"1h\", and at most a day";

    /// <summary>The longest unit name first: <c>ms</c> also ends with <c>s</c>.</summary>
    private static readonly (string Name, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var unit = Units.First(unit => text.EndsWith(unit.Name, StringComparison.Ordinal));
        duration = default;
        return double.TryParse(text[..^unit.Name.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && TryFromSeconds(count * unit.Seconds, out duration);
    }

    public static bool TryFromSeconds(double seconds, out TimeSpan duration)
    {
        var isInRange = seconds is >= 0 and <= 24 * 3600;
        duration = isInRange ? TimeSpan.FromSeconds(seconds) : default;
        return isInRange;
    }
}
