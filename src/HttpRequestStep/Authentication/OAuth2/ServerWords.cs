namespace HttpRequestSteps;

/// <summary>What an authorization server writes, as it may be shown: without what it was sent, in part, and as text.</summary>
internal static class ServerWords
{
    private const int Longest = 200;

    public static string Shown(string text, Redactor sent)
    {
        // Redacted before it is cut: half a secret is no secret that could be found.
        text = sent.Redact(text);
        var clean = new string([.. text.Take(Longest).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > Longest ? clean + "…" : clean.TrimEnd('.', ' ');
    }
}
