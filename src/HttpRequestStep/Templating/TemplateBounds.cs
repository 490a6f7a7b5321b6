namespace HttpRequestSteps;

/// <summary>Refuses before parsing what would make the parser overflow its stack: measured at some 3 200 nested tags or brackets.</summary>
internal static class TemplateBounds
{
    private const int MaxLength = 100_000;
    private const int MaxNesting = 100;

    private static readonly string[] Blocks = ["if", "unless", "for", "case", "capture", "tablerow", "ifchanged"];

    public static string? Refuses(string source)
    {
        if (source.Length > MaxLength)
        {
            return $"The template is longer than {MaxLength} characters.";
        }

        return Depth(source) > MaxNesting ? $"The template is nested deeper than {MaxNesting} levels." : null;
    }

    private static int Depth(string source)
    {
        int tags = 0, brackets = 0, deepest = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] is '[' or '(')
            {
                brackets++;
            }
            else if (source[i] is ']' or ')' or '}')
            {
                brackets = source[i] == '}' ? 0 : Math.Max(0, brackets - 1);
            }
            else if (source[i] == '{' && i + 1 < source.Length && source[i + 1] == '%')
            {
                tags += Change(source.AsSpan(i + 2).TrimStart("- \t\r\n"));
            }

            deepest = Math.Max(deepest, Math.Max(tags, brackets));
        }

        return deepest;
    }

    private static int Change(ReadOnlySpan<char> tag)
    {
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
