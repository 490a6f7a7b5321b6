namespace HttpRequestSteps;

/// <summary>Where tokens that cannot be asked for again are kept: those of accounts, and refresh tokens that were replaced. Register with <c>AddTokenStore</c>.</summary>
/// <remarks>Keys are letters, digits and dashes; they tell nothing of the client or the account. Keep the tokens encrypted.</remarks>
public interface IOAuth2TokenStore
{
    /// <summary>The token kept under a key, or null.</summary>
    ValueTask<OAuth2Token?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps a token, in place of one under the same key.</summary>
    ValueTask SaveAsync(string key, OAuth2Token token, CancellationToken cancellationToken);

    /// <summary>Forgets a token.</summary>
    ValueTask RemoveAsync(string key, CancellationToken cancellationToken);
}
