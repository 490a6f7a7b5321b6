namespace HttpRequestSteps.Tests.Faults;

/// <summary>Keeps nothing, but tells when it has begun to read a body: from then on the head has arrived for certain.</summary>
internal sealed class TellingFileStore : IFileStore, IDisposable
{
    private readonly SemaphoreSlim _begun = new(0);

    /// <summary>Completes once for each body that was begun.</summary>
    public async Task BegunAsync() => Assert.True(await _begun.WaitAsync(StepHost.Patience));

    public ValueTask<StepFile?> FindAsync(string reference, CancellationToken cancellationToken) => new((StepFile?)null);

    public async Task<string> SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[64];
        for (var isFirst = true; await content.ReadAsync(buffer, cancellationToken) > 0; isFirst = false)
        {
            if (isFirst)
            {
                _begun.Release();
            }
        }

        return "nowhere";
    }

    public void Dispose() => _begun.Dispose();
}
