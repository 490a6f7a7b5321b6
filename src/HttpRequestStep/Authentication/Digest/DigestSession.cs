namespace HttpRequestSteps;

/// <summary>A challenge that is answered again and again, each time with a higher count. Thread-safe.</summary>
/// <remarks>The key of a <c>-sess</c> algorithm is made of the first nonces and stays, even when the server hands out another nonce (RFC 7616, sections 3.4.2 and 3.6).</remarks>
internal sealed class DigestSession
{
    private readonly string _firstNonce;
    private readonly string _firstClientNonce;
    private int _count;

    public DigestSession(DigestChallenge challenge, string clientNonce)
        : this(challenge, challenge.Nonce, clientNonce)
    {
    }

    private DigestSession(DigestChallenge challenge, string firstNonce, string firstClientNonce)
    {
        Challenge = challenge;
        _firstNonce = firstNonce;
        _firstClientNonce = firstClientNonce;
    }

    public DigestChallenge Challenge { get; }

    /// <summary>The session with the nonce that the server wants to see next.</summary>
    public DigestSession With(string nonce) => new(Challenge with { Nonce = nonce }, _firstNonce, _firstClientNonce);

    /// <summary>Whether a challenge says that this nonce was seen and the credentials are wrong.</summary>
    public bool IsRefusedBy(DigestChallenge challenge) => challenge.Nonce == Challenge.Nonce && !challenge.IsStale;

    /// <summary>Whether it is good for this address: one under an address of its domain.</summary>
    public bool Covers(Uri uri) => Challenge.Domain.Length == 0 || Array.Exists(
        Challenge.Domain, prefix => uri.AbsoluteUri.StartsWith(prefix, StringComparison.Ordinal) || uri.PathAndQuery.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The credentials of one request; with a <c>-sess</c> algorithm the client's nonce stays that of the session, so that servers which keep no session understand it too.</summary>
    public string Authorize(DigestCredentials credentials, string method, string target, string clientNonce)
    {
        var count = unchecked((uint)Interlocked.Increment(ref _count));
        var answer = new DigestAnswer(Challenge, Challenge.IsUtf8 ? credentials.Normalized() : credentials, method, target)
        {
            Count = count,
            ClientNonce = Challenge.Algorithm.IsSession ? _firstClientNonce : clientNonce,
            SessionNonce = _firstNonce,
        };
        return answer.ToCredentials();
    }
}
