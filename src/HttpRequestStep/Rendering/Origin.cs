namespace HttpRequestSteps;

/// <summary>Scheme, host and port of a URL: what credentials and budgets belong to (RFC 6454).</summary>
internal sealed record Origin(string Scheme, string Host, int Port)
{
    public static Origin Of(Uri uri) => new(uri.Scheme, StepUri.HostOf(uri).ToLowerInvariant(), uri.Port);

    public bool Covers(Uri uri) => uri.Port == Port && uri.Scheme == Scheme && string.Equals(StepUri.HostOf(uri), Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The origin that an author has written out, whatever the values behind it are; null if values make it, or it cannot be called.</summary>
    public static Origin? Written(CompiledText url)
    {
        if (url.Nodes is not [LiteralNode { Text: var text }, ..] || text.IndexOf("://", StringComparison.Ordinal) is not (>= 0 and var scheme))
        {
            return null;
        }

        var length = text.AsSpan(scheme + 3).IndexOfAny("/?#\\");
        var end = length < 0 ? text.Length : scheme + 3 + length;
        var isWhole = length < 0 ? url.IsConstant : text[end] != '\\';
        return isWhole && StepUri.TryCreate(text[..end]) is { UserInfo.Length: 0 } uri ? Of(uri) : null;
    }
}
