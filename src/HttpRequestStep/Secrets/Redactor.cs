using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace HttpRequestSteps;

/// <summary>Replaces the secrets of one execution by value, in the forms in which they travel: plain, URL-encoded, escaped for JSON and XML, and base64.</summary>
/// <remarks>Adding is on the path of every request and does no work; the forms are made when there is a text to redact.</remarks>
internal sealed class Redactor
{
    // A shorter value would blot out half of every message; it is still masked wherever it has a place of its own.
    private const int LeastLength = 4;

    // By reference: a secret of the settings is one string for many executions, and its forms need not outlive it.
    private static readonly ConditionalWeakTable<string, string[]> KnownForms = new();

    // Most executions have one secret.
    private string? _first;
    private string[] _more = [];
    private List<(string Name, string Value)>? _shortParameters;

    public bool IsEmpty => _first is null;

    public void Add(string? secret)
    {
        if (string.IsNullOrEmpty(secret) || (Interlocked.CompareExchange(ref _first, secret, null) ?? secret) == secret)
        {
            return;
        }

        for (var known = _more; Array.IndexOf(known, secret) < 0;)
        {
            var seen = Interlocked.CompareExchange(ref _more, [.. known, secret], known);
            if (ReferenceEquals(seen, known))
            {
                return;
            }

            known = seen;
        }
    }

    /// <summary>Adds the value of a query parameter, which can be masked by its name however short it is.</summary>
    public void AddParameter(string name, string value)
    {
        Add(value);
        if (value.Length is > 0 and < LeastLength)
        {
            (_shortParameters ??= []).Add((Uri.EscapeDataString(name) + "=", Uri.EscapeDataString(value)));
        }
    }

    /// <summary>Whether a text holds one of the secrets as it is.</summary>
    public bool IsIn(string text) => IsIn(text.AsSpan());

    /// <inheritdoc cref="IsIn(string)"/>
    public bool IsIn(ReadOnlySpan<char> text)
    {
        if (_first is null || text.Contains(_first, StringComparison.Ordinal))
        {
            return _first is not null;
        }

        foreach (var secret in _more)
        {
            if (text.Contains(secret, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public string Redact(string text)
    {
        foreach (var (name, value) in _shortParameters ?? [])
        {
            text = text.Replace(name + value, name + Redaction.Mask, StringComparison.Ordinal);
        }

        return Redact(text, LeastLength);
    }

    /// <summary>Redacts what only shows a request: there a short secret may blot out more than itself.</summary>
    public string RedactPreview(string text) => Redact(Redact(text), 1);

    /// <summary>The same for bytes, which need not be text.</summary>
    public byte[] RedactPreview(byte[] bytes)
    {
        // Latin-1 maps every byte to the character of the same number and back.
        var text = Encoding.Latin1.GetString(bytes);
        foreach (var form in FormsFrom(1))
        {
            text = text.Replace(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form)), Redaction.Mask, StringComparison.Ordinal);
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private string Redact(string text, int leastLength)
    {
        foreach (var form in FormsFrom(leastLength))
        {
            text = text.Replace(form, Redaction.Mask, StringComparison.Ordinal);
        }

        return text;
    }

    // Longest first: a secret may be part of another.
    private IEnumerable<string> FormsFrom(int leastLength) => (_first is null ? [] : _more.Prepend(_first))
        .Where(secret => secret.Length >= leastLength)
        .OrderByDescending(secret => secret.Length)
        .SelectMany(secret => KnownForms.GetValue(secret, static secret => [.. Forms(secret)]));

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
            JsonEscape.Encode(secret),
            XmlEscape.Encode(secret),
            base64,
            Uri.EscapeDataString(base64),
            base64.TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        }.Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length);
    }
}
