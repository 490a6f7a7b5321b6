namespace HttpRequestSteps;

/// <summary>The time one attempt may take, ended early by its caller.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    public AttemptClock(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _source = new CancellationTokenSource(timeout, time);
        _caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
