using System.Buffers;
using System.Text.Unicode;

namespace HttpRequestSteps;

/// <summary>Text to UTF-8, exactly: half of a surrogate pair is told, not replaced.</summary>
internal static class Utf8Text
{
    private const int LeastSpan = 512;

    private static readonly SearchValues<char> Halves = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    /// <summary>Writes the text; returns the place of the first half of a pair, or -1.</summary>
    public static int Write(ReadOnlySpan<char> text, IBufferWriter<byte> destination)
    {
        var done = 0;
        while (done < text.Length)
        {
            var status = Utf8.FromUtf16(text[done..], destination.GetSpan(Math.Max(LeastSpan, text.Length - done)), out var read, out var written, replaceInvalidSequences: false);
            destination.Advance(written);
            done += read;
            if (status == OperationStatus.InvalidData)
            {
                return done;
            }
        }

        return -1;
    }

    /// <summary>Half of a surrogate pair has no UTF-8: it is refused, since a replacement would be another text.</summary>
    public static TemplateException HalfSurrogate() => new("a text holds half of a surrogate pair, which cannot be sent.");

    /// <summary>Refuses a value with half of a surrogate pair, where an encoder would replace it.</summary>
    /// <exception cref="TemplateException">There is one.</exception>
    public static void RefuseHalves(ReadOnlySpan<char> text, string where)
    {
        if (HalfAt(text) >= 0)
        {
            throw new TemplateException($"a value {where} holds half of a surrogate pair, which is no character and cannot be sent.");
        }
    }

    /// <summary>The place of the first half of a surrogate pair, or -1.</summary>
    public static int HalfAt(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(Halves);
        while (at >= 0 && at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]))
        {
            var next = text[(at + 2)..].IndexOfAny(Halves);
            at = next < 0 ? -1 : at + 2 + next;
        }

        return at;
    }

    /// <summary>The place in a text of the byte of its UTF-8.</summary>
    public static int CharacterAt(ReadOnlySpan<char> text, int offset)
    {
        var (bytes, at) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > offset)
            {
                break;
            }

            at += rune.Utf16SequenceLength;
        }

        return at;
    }
}
