using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>A fake clock that tells when someone has begun to wait on it: only then may a test advance it.</summary>
internal sealed class SignallingTimeProvider : FakeTimeProvider
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Waiting => _waiting.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waiting.TrySetResult();
        return timer;
    }
}
