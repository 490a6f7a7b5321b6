using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The answer to a challenge (RFC 7616, section 3.4; without qop that of RFC 2069).</summary>
internal sealed class DigestAnswer(DigestChallenge challenge, DigestCredentials credentials, string method, string target)
{
    public required uint Count { get; init; }

    public required string ClientNonce { get; init; }

    /// <summary>The nonce of the first challenge of the session.</summary>
    public required string SessionNonce { get; init; }

    private string CountText => Count.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>What follows the scheme in the header <c>Authorization</c>.</summary>
    public string ToCredentials()
    {
        var text = new StringBuilder();
        AppendUsername(text);
        AppendQuoted(text, "realm", challenge.Realm);
        AppendQuoted(text, "uri", target);
        AppendIf(text, challenge.NamesAlgorithm, "algorithm", challenge.Algorithm.Name);
        AppendQuoted(text, "nonce", challenge.Nonce);
        AppendIf(text, challenge.HasQop, "nc", CountText);
        if (challenge.HasQop || challenge.Algorithm.IsSession)
        {
            AppendQuoted(text, "cnonce", ClientNonce);
        }

        AppendIf(text, challenge.HasQop, "qop", "auth");
        AppendQuoted(text, "response", Response());
        if (challenge.Opaque is not null)
        {
            AppendQuoted(text, "opaque", challenge.Opaque);
        }

        AppendIf(text, challenge.HashesUsername, "userhash", "true");
        return text.ToString();
    }

    private string Response()
    {
        var key = Hash($"{credentials.Username}:{challenge.Realm}:{credentials.Password}");
        if (challenge.Algorithm.IsSession)
        {
            key = Hash($"{key}:{SessionNonce}:{ClientNonce}");
        }

        var request = Hash($"{method}:{target}");
        return Hash(challenge.HasQop ? $"{key}:{challenge.Nonce}:{CountText}:{ClientNonce}:auth:{request}" : $"{key}:{challenge.Nonce}:{request}");
    }

    private void AppendUsername(StringBuilder text)
    {
        if (challenge.HashesUsername)
        {
            AppendQuoted(text, "username", Hash($"{credentials.Username}:{challenge.Realm}"));
        }
        else if (Ascii.IsValid(credentials.Username))
        {
            AppendQuoted(text, "username", credentials.Username);
        }
        else
        {
            AppendIf(text, true, "username*", $"UTF-8''{Uri.EscapeDataString(credentials.Username)}");
        }
    }

    private string Hash(string text) => challenge.Algorithm.Hash(text);

    private static void AppendQuoted(StringBuilder text, string name, string value) =>
        AppendIf(text, true, name, $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    private static void AppendIf(StringBuilder text, bool condition, string name, string value)
    {
        if (condition)
        {
            text.Append(text.Length > 0 ? ", " : string.Empty).Append(name).Append('=').Append(value);
        }
    }
}
