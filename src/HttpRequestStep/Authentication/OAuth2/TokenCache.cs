using System.Collections.Concurrent;

namespace HttpRequestSteps;

/// <summary>The tokens of this process: one for each client, fetched once however many steps want it.</summary>
internal sealed class TokenCache(TokenFetcher fetcher, TimeProvider time)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<OAuth2Client, Entry> _entries = new();

    /// <summary>The token of a client; waits for the one that is being fetched, no longer than its caller does.</summary>
    public ValueTask<OAuth2Token> GetAsync(OAuth2Client client, TokenTransports transports, CancellationToken cancellationToken)
    {
        var entry = Find(client);
        return entry.Current(time.GetUtcNow()) is { } token
            ? new(token)
            : new(entry.Fetch(() => fetcher.FetchAsync(client, entry.Last, transports), time).WaitAsync(cancellationToken));
    }

    /// <summary>Says that a token was refused: the next caller fetches another one, unless that has happened already.</summary>
    public void Refuse(OAuth2Client client, OAuth2Token token) => Find(client).Refuse(token);

    /// <summary>Forgets the token of a client, after its account was connected anew.</summary>
    public void Forget(OAuth2Client client) => _entries.TryRemove(client, out _);

    private Entry Find(OAuth2Client client)
    {
        if (_entries.TryGetValue(client, out var entry))
        {
            return entry;
        }

        if (_entries.Count >= Most)
        {
            // Nobody has ten thousand clients; a definition that renders a new one each time does.
            _entries.Clear();
        }

        return _entries.GetOrAdd(client, static _ => new Entry());
    }

    /// <summary>The token of one client and its one flight.</summary>
    private sealed class Entry
    {
        private static readonly TimeSpan LongestSkew = TimeSpan.FromSeconds(60);

        private readonly Lock _lock = new();
        private volatile State? _state;
        private Task<OAuth2Token>? _flight;

        /// <summary>The last token, good or not: it may hold what gets the next one.</summary>
        public OAuth2Token? Last => _state?.Token;

        public OAuth2Token? Current(DateTimeOffset now) => _state is { IsRefused: false } state && now < state.FreshUntil ? state.Token : null;

        public Task<OAuth2Token> Fetch(Func<Task<OAuth2Token>> fetch, TimeProvider time)
        {
            lock (_lock)
            {
                if (Current(time.GetUtcNow()) is { } token)
                {
                    return Task.FromResult(token);
                }

                return _flight is { IsCompleted: false } ? _flight : _flight = FetchAsync(fetch, time);
            }
        }

        public void Refuse(OAuth2Token token)
        {
            lock (_lock)
            {
                if (_state is { } state && state.Token.AccessToken == token.AccessToken)
                {
                    _state = state with { IsRefused = true };
                }
            }
        }

        private async Task<OAuth2Token> FetchAsync(Func<Task<OAuth2Token>> fetch, TimeProvider time)
        {
            // The lock of the caller is not held over the request.
            await Task.Yield();
            var token = await fetch().ConfigureAwait(false);
            lock (_lock)
            {
                _state = new State(token, FreshUntil(token, time.GetUtcNow()), IsRefused: false);
            }

            return token;
        }

        /// <summary>A token is renewed a minute before it expires, or in the last tenth of a short life.</summary>
        private static DateTimeOffset FreshUntil(OAuth2Token token, DateTimeOffset now)
        {
            if (token.ExpiresAt is not { } expiresAt)
            {
                return DateTimeOffset.MaxValue;
            }

            var tenth = (expiresAt - now) / 10;
            return expiresAt - (tenth < LongestSkew ? tenth : LongestSkew);
        }

        private sealed record State(OAuth2Token Token, DateTimeOffset FreshUntil, bool IsRefused);
    }
}
