using System.Net;

namespace HttpRequestSteps;

/// <summary>Answers challenges, and goes ahead of them while the server accepts the nonce.</summary>
/// <remarks>A session is kept once the server has accepted it, so that wrong credentials are never sent unasked.</remarks>
internal sealed class DigestAuthenticationHandler(ClientNonces nonces) : AuthenticationHandler<DigestAuthentication>
{
    private const string Scheme = "Digest";

    private readonly DigestSessions _sessions = new();

    protected override bool AnswersRefusals => true;

    protected override ValueTask ApplyAsync(DigestAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        var credentials = DigestCredentials.Render(authentication, context);
        if (context.IsPreview)
        {
            // The server has not been asked for its nonce.
            context.SetAuthorization(Scheme, Redaction.Mask);
            return default;
        }

        var turn = context.State as DigestTurn ?? Begin(DigestAccount.Of(context.Uri, credentials), context.Uri);
        context.State = turn;
        if (turn.Session is { } session)
        {
            context.SetAuthorization(Scheme, session.Authorize(credentials, context.Method.Method, context.Uri.PathAndQuery, nonces.Next()));
        }

        return default;
    }

    protected override ValueTask<bool> RefusedAsync(DigestAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(response.StatusCode == HttpStatusCode.Unauthorized && context.State is DigestTurn turn && TryAnswer(turn, context, response));

    internal override void NoteAnswer(AuthenticationContext context, HttpResponseMessage response)
    {
        if (context.State is not DigestTurn { Session: { } session } turn)
        {
            return;
        }

        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            _sessions.Forget(turn.Account, session);
        }
        else if (NextNonce(response) is { } nonce && nonce != session.Challenge.Nonce)
        {
            _sessions.Keep(turn.Account, session.With(nonce));
        }
        else if (turn.IsNew)
        {
            _sessions.Keep(turn.Account, session);
        }
    }

    private DigestTurn Begin(DigestAccount account, Uri uri) => new(account, _sessions.Find(account, uri));

    private bool TryAnswer(DigestTurn turn, AuthenticationContext context, HttpResponseMessage response)
    {
        if (turn.Session is { } refused)
        {
            _sessions.Forget(turn.Account, refused);
        }

        if (DigestChallenge.Choose(response) is not { } challenge || turn.Session?.IsRefusedBy(challenge) == true)
        {
            return false;
        }

        context.State = turn with { Session = new DigestSession(challenge, nonces.Next()), IsNew = true };
        return true;
    }

    /// <summary>The nonce that the server wants to see in the next request (RFC 7616, section 3.5).</summary>
    private static string? NextNonce(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Authentication-Info", out var lines)
        && new ChallengeReader(lines.ToString()).ReadParameters().GetValueOrDefault("nextnonce") is { Length: > 0 } nonce
        && HeaderRules.RefusesValue(nonce) is null ? nonce : null;
}
