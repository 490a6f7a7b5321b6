using System.Collections.Concurrent;

namespace HttpRequestSteps;

/// <summary>The default: tokens live as long as the process.</summary>
internal sealed class MemoryTokenStore : IOAuth2TokenStore
{
    private readonly ConcurrentDictionary<string, OAuth2Token> _tokens = new(StringComparer.Ordinal);

    public ValueTask<OAuth2Token?> FindAsync(string key, CancellationToken cancellationToken) => new(_tokens.GetValueOrDefault(key));

    public ValueTask SaveAsync(string key, OAuth2Token token, CancellationToken cancellationToken)
    {
        _tokens[key] = token;
        return default;
    }

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        _tokens.TryRemove(key, out _);
        return default;
    }
}
