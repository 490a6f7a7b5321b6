using System.Text;

namespace HttpRequestSteps;

/// <summary>What a Content-Type says of the body: JSON, text or neither, and its charset.</summary>
internal readonly record struct MediaType(string Name, string? Charset)
{
    private static readonly string[] TextTypes =
    [
        "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript", "application/x-www-form-urlencoded",
        "application/yaml", "application/x-yaml", "application/jsonl", "application/x-ndjson", "application/graphql", "application/sql", "application/toml", "image/svg+xml",
    ];

    public bool IsJson => Name is "application/json" or "text/json" || Name.EndsWith("+json", StringComparison.Ordinal);

    public bool IsText => Name.StartsWith("text/", StringComparison.Ordinal) || Name.EndsWith("+xml", StringComparison.Ordinal) || TextTypes.Contains(Name);

    /// <summary>Lenient, since servers are: what does not parse has the name it has and no charset.</summary>
    public static MediaType? Parse(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType))
        {
            return null;
        }

        if (string.Equals(contentType, "application/json", StringComparison.Ordinal))
        {
            return new MediaType("application/json", null);
        }

        var parts = contentType.Split(';', StringSplitOptions.TrimEntries);
        string? charset = null;
        foreach (var part in parts.AsSpan(1))
        {
            if (part.StartsWith("charset=", StringComparison.OrdinalIgnoreCase))
            {
                charset = part["charset=".Length..].Trim('"', '\'', ' ');
            }
        }

        return new MediaType(parts[0].ToLowerInvariant(), charset);
    }

    /// <summary>The encoding of a body: the charset, then a byte order mark, then UTF-8.</summary>
    public static Encoding EncodingOf(string? charset, ReadOnlySpan<byte> body, out int preamble)
    {
        var marked = Marked(body, out preamble);
        if (charset is null || Find(charset) is not { } named)
        {
            return marked ?? Encoding.UTF8;
        }

        // "utf-16" says nothing of the byte order; the mark does.
        if (marked is not null && (marked.CodePage == named.CodePage || (IsUtf16(marked) && IsUtf16(named))))
        {
            return marked;
        }

        preamble = 0;
        return named;
    }

    private static bool IsUtf16(Encoding encoding) => encoding.CodePage == Encoding.Unicode.CodePage || encoding.CodePage == Encoding.BigEndianUnicode.CodePage;

    private static Encoding? Marked(ReadOnlySpan<byte> body, out int preamble)
    {
        (var encoding, preamble) = body switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
            [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            _ => ((Encoding?)null, 0),
        };
        return encoding;
    }

    private static Encoding? Find(string charset)
    {
        // UTF-7 is a known way to smuggle markup and is never decoded.
        if (charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) || charset.Contains("utf-7", StringComparison.OrdinalIgnoreCase))
        {
            return charset.Contains('7', StringComparison.Ordinal) ? null : Encoding.UTF8;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
