using System.Collections.Concurrent;
using System.Diagnostics;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>Records the spans of one test: those under an activity of its own.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly Activity _parent;
    private readonly ActivityListener _listener;

    public SpanRecorder()
    {
        _parent = new Activity("fault").SetIdFormat(ActivityIdFormat.W3C).Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == StepDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _parent.TraceId)
                {
                    _stopped.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Everything the spans say.</summary>
    public string Text => string.Join('\n', _stopped.Select(static activity =>
        $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(static one => one.Tags))}"));

    public void Dispose()
    {
        _listener.Dispose();
        _parent.Dispose();
    }
}
