namespace HttpRequestSteps;

/// <summary>What is remembered of one request: whose it is and the session it was sent with, null for none.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="Session">The session, or null when nothing is known of the server yet.</param>
/// <param name="IsNew">Whether the session answers a challenge to this very request.</param>
internal sealed record DigestTurn(DigestAccount Account, DigestSession? Session, bool IsNew = false);
