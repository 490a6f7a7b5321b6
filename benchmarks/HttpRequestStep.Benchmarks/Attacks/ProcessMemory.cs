using System.Diagnostics;

namespace HttpRequestSteps.Benchmarks.Attacks;

/// <summary>The memory of this process as Linux counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that was resident since the peak was reset, in bytes.</summary>
    public static long Peak
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Begins a new peak, and returns what is resident now.</summary>
    public static long ResetPeak()
    {
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5");
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
