using System.Buffers;
using System.Collections.Frozen;

namespace HttpRequestSteps;

/// <summary>Which header names and values a definition may send. The framework's own "without validation" lets CR and LF onto the wire, so nothing passes unchecked.</summary>
internal static class HeaderRules
{
    public const string IdempotencyKey = "Idempotency-Key";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ValueCharacters = SearchValues.Create("\t" + new string([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c)]));

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Trailer", "Expect", "Keep-Alive",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The headers that say credentials, whoever wrote them.</summary>
    public static FrozenSet<string> Credentials { get; } = new[] { "Authorization", "Proxy-Authorization", "Cookie" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>Why a definition may not set this header, or null.</summary>
    public static string? RefusesName(string name, bool allowsHost = false)
    {
        if (name == "Authorization")
        {
            return null;
        }

        if (!IsToken(name))
        {
            return $"\"{name}\" is not a valid header name.";
        }

        if (Reserved.Contains(name) || name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase))
        {
            return $"The header \"{name}\" belongs to the connection and is not a definition's to set.";
        }

        return !allowsHost && name.Equals("Host", StringComparison.OrdinalIgnoreCase)
            ? "The header \"Host\" is taken from the URL; only the host application can allow another one (Egress:AllowHostHeader)."
            : null;
    }

    /// <summary>Why the value cannot be sent, or null.</summary>
    public static string? RefusesValue(ReadOnlySpan<char> value)
    {
        if (!value.ContainsAnyExcept(ValueCharacters))
        {
            return null;
        }

        foreach (var c in value)
        {
            if (c is not ('\t' or (>= ' ' and <= '~')))
            {
                return c is '\r' or '\n' ? "holds a line break" : c < ' ' || c == '\x7f' ? "holds a control character" : "holds a character outside ASCII";
            }
        }

        return null;
    }

    /// <exception cref="StepAuthenticationException">The value cannot be sent.</exception>
    public static string CheckedCredential(string name, string value) => RefusesValue(value) is { } reason
        ? throw new StepAuthenticationException($"The credential for the header \"{name}\" {reason}.")
        : value;

    public static string Checked(string name, string value, string path) => RefusesValue(value) is { } reason
        ? throw new TemplateException($"In {path}: the value of \"{name}\" {reason}; it is refused rather than changed.")
        : value;
}
