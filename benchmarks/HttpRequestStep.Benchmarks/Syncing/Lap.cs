using System.Diagnostics;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>How long a lane took, and how much of the processors: on a shared machine the second says more.</summary>
internal readonly record struct Lap(double Seconds, double Processor)
{
    /// <summary>Begins to measure; what it returns ends it.</summary>
    public static Func<Lap> Begin()
    {
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        return () => new Lap(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
