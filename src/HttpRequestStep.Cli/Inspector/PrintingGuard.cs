namespace HttpRequestSteps.Cli;

/// <summary>Keeps a standard output that cannot be written away from the client, who is answered all the same, and hands it to the command.</summary>
internal sealed class PrintingGuard
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action<RecordedRequest, RecordedAnswer>? Around(Action<RecordedRequest, RecordedAnswer>? print) => print is null ? null : (request, answer) =>
    {
        try
        {
            print(request, answer);
        }
        catch (StandardOutputException exception)
        {
            _failed.TrySetException(exception);
        }
    };

    /// <summary>Returns when the command is stopped.</summary>
    /// <exception cref="StandardOutputException">Nothing can be printed any more.</exception>
    public async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            await _failed.Task.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
