using System.Text;

namespace HttpRequestSteps;

/// <summary>A request in the form that is hashed and signed, and the names of the headers in it.</summary>
internal sealed record AwsCanonicalRequest(string Text, string SignedHeaders)
{
    /// <param name="method">The method.</param>
    /// <param name="path">The path in canonical form.</param>
    /// <param name="query">The query in canonical form.</param>
    /// <param name="headers">The headers to sign, as they are sent.</param>
    /// <param name="payloadHash">The hash of the body, or what stands for it.</param>
    public static AwsCanonicalRequest Of(string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers, string payloadHash)
    {
        var lines = headers
            .GroupBy(static header => header.Key.ToLowerInvariant(), static header => Trim(header.Value))
            .OrderBy(static line => line.Key, StringComparer.Ordinal)
            .ToArray();
        var signedHeaders = string.Join(';', lines.Select(static line => line.Key));
        var text = new StringBuilder($"{method}\n{path}\n{query}\n");
        foreach (var line in lines)
        {
            text.Append(line.Key).Append(':').AppendJoin(',', line).Append('\n');
        }

        return new AwsCanonicalRequest(text.Append('\n').Append(signedHeaders).Append('\n').Append(payloadHash).ToString(), signedHeaders);
    }

    /// <summary>Blanks at both ends fall away, several in a row become one.</summary>
    private static string Trim(string value) => string.Join(' ', value.Trim(' ', '\t').Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
