using System.Globalization;
using System.Xml;

namespace HttpRequestSteps;

/// <summary>Says what is wrong with XML, in the words of its author.</summary>
internal static class XmlFaultText
{
    private const string Doctype = "<!DOCTYPE";

    public static RenderedFault Of(XmlException exception, ReadOnlySpan<char> text)
    {
        if (exception.Message.Contains("DTD is prohibited", StringComparison.Ordinal) && text.IndexOf(Doctype) is var doctype and >= 0)
        {
            return new RenderedFault(doctype, "a DTD (<!DOCTYPE …>) is not sent", "a DTD (<!DOCTYPE …>) is not sent");
        }

        var offset = OffsetOf(exception, text);
        if (offset > 0 && text[offset - 1] == '&' && exception.Message.Contains("EntityName", StringComparison.Ordinal))
        {
            return RenderedFault.Of(offset - 1, "\"&\"", "a reference, as in &amp;");
        }

        return offset < text.Length && RefusedCharacter(text[offset..]) is { } character
            ? Character(offset, character)
            : new RenderedFault(offset, Sentence(exception), "it is malformed") { Hint = Entity(exception) };
    }

    /// <summary>The fix where outputs are not escaped.</summary>
    public static string? Unescaped(int offset, TemplateTrace trace)
    {
        var write = trace.At(offset);
        var output = write?.Expression is null ? trace.OutputBefore(offset) : write;
        return output is null ? null : $"If the value of {{{{ {output.Value.Expression} }}}} is text and not markup, leave out \"escape\": \"none\", or write {{{{ {output.Value.Expression} | xml_escape }}}}.";
    }

    private static RenderedFault Character(int offset, string character) =>
        new(offset, $"found {character}, which XML 1.0 does not allow, escaped or not", "found a character that XML 1.0 does not allow, escaped or not")
        {
            Hint = (_, trace) => trace.At(offset)?.Expression is { } expression
                ? $"Take it out with a filter, or send the value encoded: {{{{ {expression} | base64_encode }}}}."
                : null,
        };

    private static string? RefusedCharacter(ReadOnlySpan<char> text) => XmlConvert.IsXmlChar(text[0]) || (text.Length > 1 && char.IsSurrogatePair(text[0], text[1]))
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)text[0]:X4}");

    private static Func<string, TemplateTrace, string?> Entity(XmlException exception) => exception.Message.StartsWith("Reference to undeclared entity", StringComparison.Ordinal)
        ? static (_, _) => "XML has only &amp; &lt; &gt; &quot; and &apos;; every other character stands for itself or as &#160;."
        : static (_, _) => null;

    /// <summary>The reader's sentence without the place at its end and without its full stop.</summary>
    private static string Sentence(XmlException exception)
    {
        var message = exception.Message;
        var place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        var sentence = (place > 0 ? message[..place] : message).TrimEnd('.');
        return char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }

    /// <summary>The reader counts CR, LF and both together as one line break, and no byte-order mark.</summary>
    private static int OffsetOf(XmlException exception, ReadOnlySpan<char> text)
    {
        var at = text is ['\uFEFF', ..] ? 1 : 0;
        for (var line = 1; line < exception.LineNumber; line++)
        {
            var end = text[at..].IndexOfAny('\r', '\n');
            at += end < 0 ? 0 : text[(at + end)..] is ['\r', '\n', ..] ? end + 2 : end + 1;
        }

        return Math.Min(at + Math.Max(0, exception.LinePosition - 1), text.Length);
    }
}
