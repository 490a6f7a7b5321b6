using System.Buffers;

namespace HttpRequestSteps;

/// <summary>Escapes text so that it arrives exactly wherever XML takes text: in elements and in attribute values.</summary>
internal static class XmlEscape
{
    // A parser makes blanks of line breaks and tabs in an attribute, and one line break of CR LF everywhere.
    private static readonly SearchValues<char> Escaped = SearchValues.Create("&<>\"'\r\n\t");

    public static void Append(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(Escaped); at >= 0; at = text.IndexOfAny(Escaped))
        {
            buffer.Append(text[..at]);
            buffer.Append(Reference(text[at]));
            text = text[(at + 1)..];
        }

        buffer.Append(text);
    }

    /// <summary>Appends to a CDATA section, which a value can neither end nor change.</summary>
    public static void AppendCData(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\r')
            {
                buffer.Append("]]>&#13;<![CDATA[");
                continue;
            }

            if (c == '>' && buffer.Span.EndsWith("]]"))
            {
                buffer.Append("]]><![CDATA[");
            }

            buffer.Append(c);
        }
    }

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAny(Escaped))
        {
            return text;
        }

        var buffer = TextBuffer.Rent(long.MaxValue);
        try
        {
            Append(buffer, text);
            return buffer.ToString();
        }
        finally
        {
            buffer.Return();
        }
    }

    private static string Reference(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&apos;",
        '\r' => "&#13;",
        '\n' => "&#10;",
        _ => "&#9;",
    };
}
