namespace HttpRequestSteps;

/// <summary>The sessions that servers have accepted, by account and realm; bounded in both.</summary>
internal sealed class DigestSessions
{
    private const int MaxAccounts = 1000;
    private const int MaxRealms = 8;

    private readonly RecentlyUsed<DigestAccount, DigestSession[]> _byAccount = new(MaxAccounts);

    public int Accounts => _byAccount.Count;

    /// <summary>The session to use without being asked: of those that cover the address the one accepted last.</summary>
    public DigestSession? Find(DigestAccount account, Uri uri) =>
        _byAccount.Find(account) is { } sessions ? Array.Find(sessions, session => session.Covers(uri)) : null;

    /// <summary>Keeps a session in place of one of the same realm.</summary>
    public void Keep(DigestAccount account, DigestSession session) => _byAccount.Change(
        account, known => [session, .. (known ?? []).Where(other => other.Challenge.Realm != session.Challenge.Realm).Take(MaxRealms - 1)]);

    /// <summary>Forgets a session, unless another has already taken its place.</summary>
    public void Forget(DigestAccount account, DigestSession session) => _byAccount.Change(
        account, known => known?.Where(other => !ReferenceEquals(other, session)).ToArray() is { Length: > 0 } rest ? rest : null);
}
