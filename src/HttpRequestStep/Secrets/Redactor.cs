using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace HttpRequestSteps;

/// <summary>Replaces the secrets of one execution by value, in the forms in which they travel: plain, URL-encoded, JSON-escaped and base64.</summary>
/// <remarks>Adding is on the path of every request and does no work; the forms are made when there is a text to redact.</remarks>
internal sealed class Redactor
{
    // A shorter value would blot out half of every message; it is still masked wherever it has a place of its own.
    private const int LeastLength = 4;

    // By reference: a secret of the settings is one string for many executions, and its forms need not outlive it.
    private static readonly ConditionalWeakTable<string, string[]> KnownForms = new();

    private string[] _secrets = [];

    public bool IsEmpty => _secrets.Length == 0;

    public void Add(string? secret)
    {
        if (secret is null || secret.Length < LeastLength || Array.IndexOf(_secrets, secret) >= 0)
        {
            return;
        }

        for (var known = _secrets; ;)
        {
            var seen = Interlocked.CompareExchange(ref _secrets, [.. known, secret], known);
            if (ReferenceEquals(seen, known))
            {
                return;
            }

            known = seen;
        }
    }

    public string Redact(string text)
    {
        // Longest first: a secret may be part of another.
        foreach (var secret in _secrets.OrderByDescending(secret => secret.Length))
        {
            foreach (var form in KnownForms.GetValue(secret, static secret => [.. Forms(secret)]))
            {
                text = text.Replace(form, Redaction.Mask, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        return new[]
        {
            secret,
            Uri.EscapeDataString(secret),
            System.Net.WebUtility.UrlEncode(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            base64,
            Uri.EscapeDataString(base64),
            base64.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        }.Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length);
    }
}
