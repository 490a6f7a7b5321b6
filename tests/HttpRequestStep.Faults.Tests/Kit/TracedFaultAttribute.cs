using HttpRequestSteps.Tests.Sync;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A row of the fault matrix that puts errors into system calls; skipped where nothing can.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TracedFaultAttribute : FaultAttribute
{
    public TracedFaultAttribute(string fault)
        : base(fault) => Skip = CrashingSync.CanTrace ? null : "strace is not there, or may not trace.";
}
