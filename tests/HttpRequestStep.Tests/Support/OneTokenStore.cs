namespace HttpRequestSteps.Tests;

/// <summary>A token store of another process: it holds one token, whatever the key, and a test may change it at any moment.</summary>
internal sealed class OneTokenStore(OAuth2Token? token = null) : IOAuth2TokenStore
{
    private volatile OAuth2Token? _token = token;

    public OAuth2Token? Token
    {
        get => _token;
        set => _token = value;
    }

    /// <summary>What a call that changes the store does instead.</summary>
    public Func<Task>? OnChange { get; init; }

    public ValueTask<OAuth2Token?> FindAsync(string key, CancellationToken cancellationToken) => new(_token);

    public ValueTask SaveAsync(string key, OAuth2Token token, CancellationToken cancellationToken) => ChangeAsync(token);

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => ChangeAsync(null);

    private ValueTask ChangeAsync(OAuth2Token? token)
    {
        if (OnChange is not null)
        {
            return new(OnChange());
        }

        _token = token;
        return default;
    }
}
