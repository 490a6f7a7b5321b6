using System.Globalization;
using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>Makes text from the wire harmless to a terminal: what could move, colour, hide or reorder is shown as an escape.</summary>
internal static class TerminalText
{
    /// <summary>For one line: line breaks and tabs are escaped too.</summary>
    public static string Line(string text) => Escape(text, keepLayout: false);

    /// <summary>For several lines: line breaks and tabs stay.</summary>
    public static string Lines(string text) => Escape(text.ReplaceLineEndings("\n"), keepLayout: true);

    /// <summary>For a message of several lines: all but the first are indented, so that none can pass for another message.</summary>
    public static string Message(string text) => Lines(text).Replace("\n", "\n  ", StringComparison.Ordinal);

    private static string Escape(string text, bool keepLayout)
    {
        var builder = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, index, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            var piece = text.AsSpan(index, length);
            Append(builder, piece, isPlain: isWhole && IsPlain(rune, keepLayout));
            index += length;
        }

        return builder.ToString();
    }

    private static bool IsPlain(Rune rune, bool keepLayout) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => keepLayout && rune.Value is '\n' or '\t',
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        _ => true,
    };

    private static void Append(StringBuilder builder, ReadOnlySpan<char> piece, bool isPlain)
    {
        if (isPlain)
        {
            builder.Append(piece);
            return;
        }

        foreach (var character in piece)
        {
            builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
    }
}
