namespace HttpRequestSteps;

/// <summary>Refuses before parsing what would make the parser or the evaluation overflow the stack: both recurse over nested tags, brackets and chained operators.</summary>
internal static class TemplateBounds
{
    private const int MaxLength = 100_000;
    private const int MaxNesting = 100;

    /// <summary>Filters, and operators of a condition, in one expression.</summary>
    private const int MaxChain = 250;

    private static readonly string[] Blocks = ["if", "unless", "for", "case", "capture", "tablerow", "ifchanged"];

    public static string? Refuses(string source)
    {
        if (source.Length > MaxLength)
        {
            return $"The template is longer than {MaxLength} characters.";
        }

        var nesting = 0;
        for (var at = NextTag(source, 0); at >= 0; at = NextTag(source, at))
        {
            var isOutput = source[at + 1] == '{';
            var inside = Inside(source.AsSpan(at + 2), isOutput ? "}}" : "%}");
            at += 2 + inside.Length;
            foreach (var line in Statements(inside))
            {
                nesting += isOutput ? 0 : Change(line);
                var (brackets, chain) = Measure(line);
                if (Math.Max(nesting, brackets) > MaxNesting)
                {
                    return $"The template is nested deeper than {MaxNesting} levels.";
                }

                if (chain > MaxChain)
                {
                    return $"The template chains more than {MaxChain} filters or operators in one expression.";
                }
            }
        }

        return null;
    }

    private static int NextTag(string source, int from)
    {
        for (var at = source.IndexOf('{', from); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%')
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>What stands between the marks of a tag; a mark in quotes does not end it.</summary>
    private static ReadOnlySpan<char> Inside(ReadOnlySpan<char> rest, string end)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i..].StartsWith(end, StringComparison.Ordinal))
            {
                return rest[..i];
            }

            i = SkipQuoted(rest, i);
        }

        return rest;
    }

    /// <summary>Any tag may have several lines; those of <c>liquid</c> are statements.</summary>
    private static string[] Statements(ReadOnlySpan<char> tag)
    {
        var text = tag.ToString();
        return tag.TrimStart("- \t\r\n").StartsWith("liquid", StringComparison.Ordinal) ? text.Split('\n') : [text];
    }

    private static (int Brackets, int Chain) Measure(ReadOnlySpan<char> line)
    {
        int depth = 0, deepest = 0, chain = 0;
        for (var i = 0; i < line.Length; i++)
        {
            depth = line[i] switch
            {
                '[' or '(' => depth + 1,
                ']' or ')' => Math.Max(0, depth - 1),
                _ => depth,
            };
            deepest = Math.Max(deepest, depth);
            chain += line[i] is '|' or '=' or '<' or '>' || IsWord(line, i, "and") || IsWord(line, i, "or") || IsWord(line, i, "contains") ? 1 : 0;
            i = SkipQuoted(line, i);
        }

        return (deepest, chain);
    }

    private static bool IsWord(ReadOnlySpan<char> line, int at, string word) =>
        line[at..].StartsWith(word, StringComparison.Ordinal)
        && (at == 0 || !char.IsLetterOrDigit(line[at - 1]))
        && (at + word.Length == line.Length || !char.IsLetterOrDigit(line[at + word.Length]));

    /// <summary>The last character of the quoted text that starts here, or this one.</summary>
    private static int SkipQuoted(ReadOnlySpan<char> text, int at)
    {
        var quote = text[at];
        if (quote is not ('"' or '\''))
        {
            return at;
        }

        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                return i;
            }
        }

        return at;
    }

    private static int Change(ReadOnlySpan<char> tag)
    {
        tag = tag.TrimStart("- \t\r\n");
        if (tag.StartsWith("end", StringComparison.Ordinal))
        {
            return -1;
        }

        foreach (var block in Blocks)
        {
            if (tag.StartsWith(block, StringComparison.Ordinal) && (tag.Length == block.Length || !char.IsLetter(tag[block.Length])))
            {
                return 1;
            }
        }

        return 0;
    }
}
