using System.Diagnostics.CodeAnalysis;

namespace HttpRequestSteps;

/// <summary>Gets the next token of a client by its grant: refreshed where that is possible, asked for anew where it is not.</summary>
internal sealed class TokenFetcher(TokenEndpoint endpoint, GuardedTokenStore store, TimeProvider time)
{
    private const int MostTurns = 3;

    public async Task<OAuth2Token> FetchAsync(OAuth2Client client, OAuth2Token? last, TokenTransports transports)
    {
        try
        {
            return client.IsStored
                ? await FetchStoredAsync(client, last, transports).ConfigureAwait(false)
                : await FetchOwnAsync(client, last, transports).ConfigureAwait(false);
        }
        catch (TokenRefusedException exception)
        {
            throw new StepAuthenticationException(exception.Message);
        }
    }

    /// <summary>A token that can always be asked for again.</summary>
    private async Task<OAuth2Token> FetchOwnAsync(OAuth2Client client, OAuth2Token? last, TokenTransports transports)
    {
        if (client.Grant == OAuth2Grant.Password && last?.RefreshToken is { } refreshToken)
        {
            try
            {
                return await RefreshAsync(client, refreshToken, transports).ConfigureAwait(false);
            }
            catch (TokenRefusedException)
            {
                // The password gets another one.
            }
        }

        var fields = client.Grant == OAuth2Grant.Password
            ? new KeyValuePair<string, string?>[] { new("username", client.Username), new("password", client.Password), new("scope", client.Scope), new("audience", client.Audience) }
            : [new("scope", client.Scope), new("audience", client.Audience)];
        return await endpoint.RequestAsync(client, client.TokenUrl, client.Grant == OAuth2Grant.Password ? "password" : "client_credentials", client.TokenRequest, fields, transports.Token).ConfigureAwait(false);
    }

    /// <summary>A token of which only a refresh token gets the next. Other processes do the same, and the owner may leave or connect anew meanwhile: what the store then holds wins.</summary>
    private async Task<OAuth2Token> FetchStoredAsync(OAuth2Client client, OAuth2Token? last, TokenTransports transports)
    {
        var key = client.StoreKey();
        var stored = await store.FindAsync(key).ConfigureAwait(false);
        for (var turn = 0; turn < MostTurns; turn++)
        {
            if (IsNext(stored, last))
            {
                return stored;
            }

            var (token, refusal) = await TryRefreshAsync(client, stored?.RefreshToken ?? client.RefreshToken ?? throw NotConnected(client, stored), transports).ConfigureAwait(false);
            var now = await store.FindAsync(key).ConfigureAwait(false);
            if (IsSame(now, stored))
            {
                return token is not null ? await KeepAsync(key, token).ConfigureAwait(false) : throw await ForgetAsync(key, stored, refusal!).ConfigureAwait(false);
            }

            stored = now ?? throw NotConnected(client, null);
        }

        return IsNext(stored, last) ? stored : throw new StepAuthenticationException("The stored token was replaced again and again while it was refreshed; try again.");
    }

    private bool IsNext([NotNullWhen(true)] OAuth2Token? stored, OAuth2Token? last) =>
        stored is { AccessToken.Length: > 0 } && stored.AccessToken != last?.AccessToken && (stored.ExpiresAt is null || stored.ExpiresAt > time.GetUtcNow());

    private static bool IsSame(OAuth2Token? one, OAuth2Token? other) => one?.AccessToken == other?.AccessToken && one?.RefreshToken == other?.RefreshToken;

    private async Task<(OAuth2Token? Token, TokenRefusedException? Refusal)> TryRefreshAsync(OAuth2Client client, string refreshToken, TokenTransports transports)
    {
        try
        {
            return (await RefreshAsync(client, refreshToken, transports).ConfigureAwait(false), null);
        }
        catch (TokenRefusedException exception)
        {
            return (null, exception);
        }
    }

    private async Task<OAuth2Token> KeepAsync(string key, OAuth2Token token)
    {
        await store.SaveAsync(key, token).ConfigureAwait(false);
        return token;
    }

    private async Task<TokenRefusedException> ForgetAsync(string key, OAuth2Token? stored, TokenRefusedException refusal)
    {
        if (stored is not null)
        {
            await store.RemoveAsync(key).ConfigureAwait(false);
        }

        return refusal;
    }

    private async Task<OAuth2Token> RefreshAsync(OAuth2Client client, string refreshToken, TokenTransports transports)
    {
        var token = await endpoint.RequestAsync(
            client, client.RefreshUrl, "refresh_token", client.RefreshRequest, [new("refresh_token", refreshToken), new("scope", client.Scope)], transports.Refresh).ConfigureAwait(false);

        // A server that does not rotate answers without one.
        return token.RefreshToken is null ? token with { RefreshToken = refreshToken } : token;
    }

    private static StepAuthenticationException NotConnected(OAuth2Client client, OAuth2Token? stored)
    {
        var account = client.Account is null ? "The account" : $"The account \"{client.Account}\"";
        return new StepAuthenticationException(stored is null
            ? $"{account} is not connected: its owner has not agreed yet."
            : $"The token of {char.ToLowerInvariant(account[0])}{account[1..]} has expired and there is no refresh token; reconnect needed.");
    }
}
