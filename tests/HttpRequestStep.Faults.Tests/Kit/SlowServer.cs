namespace HttpRequestSteps.Tests.Faults;

/// <summary>A server as slow as one can be without a clock: it answers none before so many wait.</summary>
internal sealed class SlowServer(int patient)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _underWay;

    /// <summary>How many requests there were.</summary>
    public int Requests { get; private set; }

    /// <summary>How many were under way at most.</summary>
    public int MostUnderWay { get; private set; }

    public async Task ServeAsync(PlayedConnection connection)
    {
        while (await connection.ReadRequestAsync() is { Length: > 0 })
        {
            await WaitAsync();
            Interlocked.Decrement(ref _underWay);
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }

    private Task WaitAsync()
    {
        lock (_lock)
        {
            Requests++;
            MostUnderWay = Math.Max(MostUnderWay, Interlocked.Increment(ref _underWay));
            var answer = _answer;
            if (++_waiting == patient)
            {
                _waiting = 0;
                _answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                answer.SetResult();
            }

            return answer.Task;
        }
    }
}
