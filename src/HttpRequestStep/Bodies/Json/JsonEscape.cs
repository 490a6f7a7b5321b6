using System.Buffers;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Escapes text for the inside of a JSON string: what JSON demands and nothing more.</summary>
internal static class JsonEscape
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    public static bool IsNeeded(ReadOnlySpan<char> text) => text.ContainsAny(Escaped);

    public static void Append(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(Escaped); at >= 0; at = text.IndexOfAny(Escaped))
        {
            buffer.Append(text[..at]);
            Append(buffer, text[at]);
            text = text[(at + 1)..];
        }

        buffer.Append(text);
    }

    public static string Encode(string text)
    {
        if (!IsNeeded(text))
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

    private static void Append(TextBuffer buffer, char c)
    {
        buffer.Append('\\');
        switch (c)
        {
            case '"' or '\\':
                buffer.Append(c);
                break;
            case '\n':
                buffer.Append('n');
                break;
            case '\r':
                buffer.Append('r');
                break;
            case '\t':
                buffer.Append('t');
                break;
            case '\b':
                buffer.Append('b');
                break;
            case '\f':
                buffer.Append('f');
                break;
            default:
                buffer.Append(['u', '0', '0', (char)('0' + (c >> 4)), "0123456789ABCDEF"[c & 0xF]]);
                break;
        }
    }
}
