using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Paths and queries in the one form that client and service make of them, whichever way they were written.</summary>
internal static class AwsEncoding
{
    private const string Unreserved = "-._~";

    /// <summary>The path of a service that takes it as it is: encoded once, whichever way it was written; an encoded slash stays one.</summary>
    public static string PlainPath(string path) => string.Join('/', path.Split('/').Select(static segment => Encode(Decode(segment))));

    /// <summary>The path of every other service: normalized (RFC 3986, section 5.2.4; empty segments fall away too), and encoded on top of what the request line has.</summary>
    public static string NormalizedPath(string path)
    {
        var parts = path.Split('/');
        var segments = new List<string>();
        foreach (var part in parts)
        {
            if (part == "..")
            {
                segments = segments[..^Math.Min(segments.Count, 1)];
            }
            else if (part is not ("" or "."))
            {
                segments.Add(Encode(Encoding.UTF8.GetBytes(part)));
            }
        }

        var isFolder = parts[^1] is "" or "." or "..";
        return $"/{string.Join('/', segments)}{(isFolder && segments.Count > 0 ? "/" : string.Empty)}";
    }

    /// <summary>The parameters of a query, decoded, encoded and sorted by name and value.</summary>
    public static string Query(string query) => string.Join('&', query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static parameter => parameter.Split('=', 2))
        .Select(static pair => (Name: Parameter(pair[0]), Value: Parameter(pair.ElementAtOrDefault(1) ?? string.Empty)))
        .OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal)
        .Select(static pair => $"{pair.Name}={pair.Value}"));

    // In a query a plus is read as a blank.
    private static string Parameter(string text) => Encode(Decode(text.Replace('+', ' ')));

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || Unreserved.Contains(c, StringComparison.Ordinal))
            {
                text.Append(c);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return text.ToString();
    }

    /// <summary>The bytes that percent signs and digits stand for; a percent sign that begins nothing stands for itself.</summary>
    private static byte[] Decode(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var isEscape = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = isEscape ? byte.Parse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : bytes[i];
            i += isEscape ? 2 : 0;
        }

        return bytes[..length];
    }
}
