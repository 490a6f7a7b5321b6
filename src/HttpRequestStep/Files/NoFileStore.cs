namespace HttpRequestSteps;

/// <summary>The default: a host that has set no store has no files.</summary>
internal sealed class NoFileStore : IFileStore
{
    public ValueTask<StepFile?> FindAsync(string reference, CancellationToken cancellationToken) => ValueTask.FromResult<StepFile?>(null);

    public Task<string> SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The host has no file store; register one with AddFileStore.");
}
