using System.Diagnostics;
using System.Globalization;

namespace HttpRequestSteps.Cli;

/// <summary>Prints the spans of a run, as a host's tracing would see them.</summary>
internal sealed class SpanPrinter : IDisposable
{
    private readonly ActivityListener _listener;

    public SpanPrinter(TextWriter writer)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == StepDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => writer.WriteLine(Describe(activity)),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    private static string Describe(Activity activity)
    {
        var tags = string.Join(' ', activity.TagObjects.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}")));
        return string.Create(CultureInfo.InvariantCulture, $"span {TerminalText.Line(activity.DisplayName)}: {activity.Duration.TotalMilliseconds:0.0} ms, {TerminalText.Line(tags)}");
    }
}
