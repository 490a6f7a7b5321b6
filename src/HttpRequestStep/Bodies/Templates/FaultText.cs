using System.Globalization;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Explains a fault of a rendered text: place, excerpt, where it comes from and what would help.</summary>
internal static class FaultText
{
    private const int Before = 50;
    private const int After = 30;

    public static TemplateException Failure(RenderedFault fault, string rendered, Text template, CompiledText text, IBodyFormat format, RenderContext context)
    {
        // An excerpt could show a part of a secret, which no redaction would find.
        var canQuote = !text.IsSecret && context.Redactor.RedactPreview(rendered) == rendered;
        var trace = TemplateTrace.Of(template.Value, rendered, format.Slot, context.Scope);
        var excerpt = canQuote && rendered.Length > 0 ? Excerpt(rendered, fault.Offset) : string.Empty;
        var message = new StringBuilder($"In {text.Path}: what the template renders to is not {format.Name}. ")
            .Append("At ").Append(Sentence(fault, rendered, canQuote)).Append(Origin(fault, trace)).Append(excerpt);
        if (fault.Hint(rendered, trace) is { } hint)
        {
            message.Append(excerpt.Length > 0 ? "\n" : " ").Append(hint);
        }

        return new TemplateException(message.ToString());
    }

    /// <summary>The place in the text and what is wrong there.</summary>
    public static string Sentence(RenderedFault fault, string rendered, bool canQuote) =>
        $"{Place(rendered, fault.Offset)} of the text: {OneLine(canQuote ? fault.Message : fault.Unquoted)}.";

    /// <summary>A place, to be read in a sentence.</summary>
    public static string Place(ReadOnlySpan<char> text, int offset)
    {
        var before = text[..offset];
        return string.Create(CultureInfo.InvariantCulture, $"line {before.Count('\n') + 1}, column {offset - before.LastIndexOf('\n')}");
    }

    /// <summary>A name for the text at a place.</summary>
    public static string Found(ReadOnlySpan<char> text, int offset)
    {
        const int longest = 20;
        if (offset >= text.Length)
        {
            return "the end of the text";
        }

        var rest = text[offset..];
        var word = 0;
        while (word < Math.Min(rest.Length, longest) && (char.IsAsciiLetterOrDigit(rest[word]) || rest[word] is '_' or '-' or '.' or '+'))
        {
            word++;
        }

        return word > 0 ? $"\"{rest[..word]}\"" : Symbol(rest);
    }

    private static string Symbol(ReadOnlySpan<char> text)
    {
        _ = Rune.DecodeFromUtf16(text, out var rune, out _);
        return rune.Value switch
        {
            '\n' or '\r' => "a line break",
            '\t' => "a tab",
            '"' => "a double quote",
            _ when Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format =>
                string.Create(CultureInfo.InvariantCulture, $"the character U+{rune.Value:X4}"),
            _ => $"\"{rune}\"",
        };
    }

    private static string Origin(RenderedFault fault, TemplateTrace trace)
    {
        if (trace.At(fault.Offset) is not { } write)
        {
            return string.Empty;
        }

        var place = trace.PlaceOf(write, fault.Offset);
        return (place.Line, write.Expression) switch
        {
            (0, _) => string.Empty,
            (_, null) => string.Create(CultureInfo.InvariantCulture, $" In the template that is line {place.Line}, column {place.Column}."),
            _ => string.Create(CultureInfo.InvariantCulture, $" It was printed by {{{{ {write.Expression} }}}} at line {place.Line}, column {place.Column} of the template."),
        };
    }

    /// <summary>The line of a place, and a caret under it.</summary>
    public static string Excerpt(string text, int offset)
    {
        var lineStart = text.AsSpan(0, offset).LastIndexOf('\n') + 1;
        var lineEnd = text.IndexOf('\n', offset);
        var start = Math.Max(lineStart, offset - Before);
        var end = Math.Min(lineEnd < 0 ? text.Length : lineEnd, offset + After);
        var line = OneLine(text.AsSpan(start, end - start));
        return $"\n  {line}\n  {new string(' ', offset - start)}^";
    }

    /// <summary>The text with a dot for each character that is none to look at.</summary>
    private static string OneLine(ReadOnlySpan<char> text) => string.Create(text.Length, text, static (line, text) =>
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(text[i]) || IsHalf(text, i) ? '·' : text[i];
        }
    });

    private static bool IsHalf(ReadOnlySpan<char> text, int at) => char.IsHighSurrogate(text[at])
        ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])
        : char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));
}
