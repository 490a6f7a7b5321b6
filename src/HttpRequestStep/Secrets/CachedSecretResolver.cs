using System.Collections.Concurrent;

namespace HttpRequestSteps;

/// <summary>Keeps what a resolver says for a while, so that a vault is not asked for every request; asks once however many steps want to know.</summary>
internal sealed class CachedSecretResolver(ISecretResolver inner, TimeSpan lifetime, TimeProvider time) : ISecretResolver
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Lazy<Known>> _known = new(StringComparer.Ordinal);

    public async ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var entry = _known.GetOrAdd(name, Ask);
        if (time.GetElapsedTime(entry.Value.Asked) >= lifetime)
        {
            _known.TryUpdate(name, Ask(name), entry);
            entry = _known.GetOrAdd(name, Ask);
        }

        return await entry.Value.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Lazy<Known> Ask(string name)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return new Lazy<Known>(() => new Known(time.GetTimestamp(), AskAsync(name)));
    }

    // Nobody's cancellation may end what others wait for; only the clock does.
    private async Task<string?> AskAsync(string name)
    {
        using var clock = new CancellationTokenSource(SecretStore.Timeout, time);
        try
        {
            return await inner.ResolveAsync(name, clock.Token).AsTask().WaitAsync(clock.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A failure is not worth remembering.
            _known.TryRemove(name, out _);
            if (exception is OperationCanceledException && clock.IsCancellationRequested)
            {
                throw new TimeoutException();
            }

            throw;
        }
    }

    private sealed record Known(long Asked, Task<string?> Answer);
}
