using System.Buffers;
using System.Net;
using System.Text;

namespace HttpRequestSteps;

/// <summary>The values of components (RFC 9421, section 2).</summary>
internal static class ComponentValues
{
    private static readonly SearchValues<byte> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._"u8);

    /// <summary>The value, or null when the message does not have it, or has it more than once where it must be single.</summary>
    public static string? Find(SignatureComponent component, SignedMessage message) => component.Name switch
    {
        "@method" => message.Method,
        "@target-uri" => $"{message.Uri.Scheme}://{message.Authority}{Target(message.Uri)}",
        "@authority" => message.Authority,
        "@scheme" => message.Uri.Scheme,
        "@request-target" => Target(message.Uri),
        "@path" => message.Uri.AbsolutePath,
        "@query" => message.Uri.Query is { Length: > 0 } query ? query : "?",
        SignatureComponent.QueryParam => QueryParameter(message.Uri.Query, component.QueryName!),
        _ => message.Header(component.Name),
    };

    private static string Target(Uri uri) => uri.AbsolutePath + uri.Query;

    /// <summary>A parameter is found by its encoded name; if it is there twice it is not for a signature.</summary>
    private static string? QueryParameter(string query, string name)
    {
        string? found = null;
        foreach (var pair in (query.Length == 0 ? query : query[1..]).Split('&'))
        {
            var mark = pair.IndexOf('=', StringComparison.Ordinal);
            if (pair.Length > 0 && Reencode(mark < 0 ? pair : pair[..mark]) == name)
            {
                if (found is not null)
                {
                    return null;
                }

                found = mark < 0 ? string.Empty : Reencode(pair[(mark + 1)..]);
            }
        }

        return found;
    }

    /// <summary>The one way to write a part of a form: a blank and everything but letters, digits and <c>*-._</c> is percent-encoded.</summary>
    private static string Reencode(string text)
    {
        var bytes = WebUtility.UrlDecodeToBytes(Encoding.UTF8.GetBytes(text), 0, Encoding.UTF8.GetByteCount(text)) ?? [];
        var encoded = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            if (Unreserved.Contains(b))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(Convert.ToHexString([b]));
            }
        }

        return encoded.ToString();
    }
}
