using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HttpRequestSteps.Tests;

/// <summary>The server's side of Digest, written from RFC 7616: hands out nonces, checks every part of an answer, refuses a count it has seen.</summary>
internal sealed partial class DigestGuard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Nonce> _nonces = [];
    private readonly List<string> _verdicts = [];

    public string Username { get; init; } = "u";

    public required string Password { get; init; }

    public string Realm { get; init; } = "a \"quoted\\realm\"";

    /// <summary>Null to leave it out, which means MD5.</summary>
    public string? Algorithm { get; init; } = "SHA-256";

    /// <summary>Null for RFC 2069.</summary>
    public string? Qop { get; init; } = "auth, auth-int";

    public string? Opaque { get; init; } = "op=\"aque\"";

    public bool HashesUsername { get; init; }

    public string? Domain { get; init; }

    /// <summary>How often a nonce is good before it is stale.</summary>
    public int UsesPerNonce { get; init; } = int.MaxValue;

    /// <summary>Whether each answer hands out the nonce for the next request.</summary>
    public bool SendsNextNonce { get; init; }

    /// <summary>Whether a session key is that of the first nonces for as long as the session lasts.</summary>
    public bool KeepsSessions { get; init; }

    /// <summary>What it thought of each request: none, right, wrong, stale, unknown, replayed.</summary>
    public string[] Verdicts
    {
        get
        {
            lock (_lock)
            {
                return [.. _verdicts];
            }
        }
    }

    /// <summary>Forgets its nonces, as a server does that starts again.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _nonces.Clear();
        }
    }

    public RequestDelegate Guard(RequestDelegate answer) => context =>
    {
        var (verdict, next) = Judge(context);
        if (verdict == "right")
        {
            if (next is not null)
            {
                context.Response.Headers.Append("Authentication-Info", $"nextnonce=\"{next}\", qop=auth");
            }

            return answer(context);
        }

        context.Response.StatusCode = 401;
        context.Response.Headers.Append("WWW-Authenticate", Challenge(verdict == "stale"));
        return Task.CompletedTask;
    };

    /// <summary>Whether the answer was made with the right password, whatever its nonce.</summary>
    public bool IsRight(string authorization, string method)
    {
        var answer = Parse(authorization);
        return answer.GetValueOrDefault("response") == Expected(answer, method, answer["nonce"], answer.GetValueOrDefault("cnonce"));
    }

    private (string Verdict, string? Next) Judge(HttpContext context)
    {
        lock (_lock)
        {
            var header = context.Request.Headers.Authorization.ToString();
            var verdict = header.Length == 0 ? "none" : Judge(Parse(header), context);
            _verdicts.Add(verdict);
            return (verdict, verdict == "right" && SendsNextNonce ? Remember(Find(header)) : null);
        }
    }

    private string Judge(Dictionary<string, string> answer, HttpContext context)
    {
        if (!_nonces.TryGetValue(answer["nonce"], out var nonce))
        {
            return "unknown";
        }

        nonce.SessionNonce ??= answer["nonce"];
        nonce.SessionClientNonce ??= answer.GetValueOrDefault("cnonce");
        var (sessionNonce, sessionClientNonce) = KeepsSessions ? (nonce.SessionNonce, nonce.SessionClientNonce) : (answer["nonce"], answer.GetValueOrDefault("cnonce"));
        if (!HasRightForm(answer, context) || answer["response"] != Expected(answer, context.Request.Method, sessionNonce, sessionClientNonce))
        {
            return "wrong";
        }

        if (Qop is not null && !nonce.Counts.Add(uint.Parse(answer["nc"], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))
        {
            return "replayed";
        }

        return ++nonce.Uses > UsesPerNonce ? "stale" : "right";
    }

    /// <summary>Everything that the response does not cover.</summary>
    private bool HasRightForm(Dictionary<string, string> answer, HttpContext context) =>
        answer["uri"] == context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget
        && answer["realm"] == Realm
        && answer.GetValueOrDefault("algorithm") == Algorithm
        && answer.GetValueOrDefault("opaque") == Opaque
        && answer.GetValueOrDefault("qop") == (Qop is null ? null : "auth")
        && answer.ContainsKey("nc") == (Qop is not null)
        && answer.GetValueOrDefault("userhash") == (HashesUsername ? "true" : null)
        && (answer.GetValueOrDefault("username") ?? Uri.UnescapeDataString(answer["username*"]["UTF-8''".Length..])) == (HashesUsername ? Hash($"{Username}:{Realm}") : Username);

    private string Expected(Dictionary<string, string> answer, string method, string? sessionNonce, string? sessionClientNonce)
    {
        var key = Hash($"{Username}:{Realm}:{Password}");
        if (Algorithm?.EndsWith("-sess", StringComparison.Ordinal) == true)
        {
            key = Hash($"{key}:{sessionNonce}:{sessionClientNonce}");
        }

        var between = Qop is null ? string.Empty : $"{answer["nc"]}:{answer["cnonce"]}:{answer["qop"]}:";
        return Hash($"{key}:{answer["nonce"]}:{between}{Hash($"{method}:{answer["uri"]}")}");
    }

    private string Challenge(bool isStale)
    {
        lock (_lock)
        {
            var text = new StringBuilder($"Digest realm={Quote(Realm)}, nonce=\"{Remember(new Nonce())}\"");
            text.Append(Qop is null ? "" : $", qop=\"{Qop}\"").Append(Algorithm is null ? "" : $", algorithm={Algorithm}").Append(Opaque is null ? "" : $", opaque={Quote(Opaque)}");
            text.Append(isStale ? ", stale=TRUE" : "").Append(HashesUsername ? ", userhash=true" : "").Append(Domain is null ? "" : $", domain=\"{Domain}\"");
            return text.Append(", charset=UTF-8").ToString();
        }
    }

    private string Remember(Nonce nonce)
    {
        var name = Convert.ToBase64String(RandomNumberGenerator.GetBytes(12));
        _nonces[name] = new Nonce { SessionNonce = nonce.SessionNonce, SessionClientNonce = nonce.SessionClientNonce };
        return name;
    }

    private Nonce Find(string header) => _nonces[Parse(header)["nonce"]];

    private string Hash(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Convert.ToHexStringLower(Algorithm?.StartsWith("SHA-256", StringComparison.Ordinal) == true
            ? SHA256.HashData(bytes)
            : CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes));
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static Dictionary<string, string> Parse(string header)
    {
        Assert.StartsWith("Digest ", header, StringComparison.Ordinal);
        return Parameter().Matches(header["Digest ".Length..]).ToDictionary(
            match => match.Groups["name"].Value,
            match => match.Groups["quoted"].Success ? Escape().Replace(match.Groups["quoted"].Value, "$1") : match.Groups["plain"].Value);
    }

    [GeneratedRegex("""(?<name>[a-z]+\*?)=("(?<quoted>([^"\\]|\\.)*)"|(?<plain>[^\s,"]+))(,\s|$)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();

    private sealed class Nonce
    {
        public HashSet<uint> Counts { get; } = [];

        public int Uses { get; set; }

        public string? SessionNonce { get; set; }

        public string? SessionClientNonce { get; set; }
    }
}
