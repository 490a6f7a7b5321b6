namespace HttpRequestSteps;

/// <summary>The host's token store: no call takes for ever, and each failure says what could not be done.</summary>
internal sealed class GuardedTokenStore(IOAuth2TokenStore store, TimeProvider time)
{
    /// <exception cref="StepAuthenticationException">It could not be read.</exception>
    public Task<OAuth2Token?> FindAsync(string key) =>
        GuardAsync(() => store.FindAsync(key, CancellationToken.None), static reason => $"The token store could not be read: {reason}.");

    /// <exception cref="StepAuthenticationException">It could not be kept.</exception>
    /// <remarks>The former refresh token may be spent: to go on in silence would lose the account at the next start.</remarks>
    public Task SaveAsync(string key, OAuth2Token token) => GuardAsync(
        () => Done(store.SaveAsync(key, token, CancellationToken.None)), static reason => $"The new token could not be kept: {reason}; the account may have to be connected again.");

    /// <exception cref="StepAuthenticationException">It could not be removed.</exception>
    public Task RemoveAsync(string key) =>
        GuardAsync(() => Done(store.RemoveAsync(key, CancellationToken.None)), static reason => $"The token could not be removed: {reason}.");

    private async Task<T> GuardAsync<T>(Func<ValueTask<T>> call, Func<string, string> message)
    {
        try
        {
            return await call().AsTask().WaitAsync(TokenEndpoint.Timeout, time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not StepAuthenticationException)
        {
            // A foreign exception may quote what it was given.
            throw new StepAuthenticationException(message(exception.GetType().Name), exception);
        }
    }

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call.ConfigureAwait(false);
        return true;
    }
}
