namespace HttpRequestSteps;

/// <summary>The fix of the most common mistakes in a template of JSON.</summary>
internal static class JsonTemplateHint
{
    public static string? Of(JsonFaultKind kind, int offset, string rendered, TemplateTrace trace)
    {
        if (trace.At(offset) is { Expression: not null } output)
        {
            return OfOutput(output, rendered);
        }

        return OfSyntax(kind, rendered.AsSpan(offset))
            ?? (trace.OutputBefore(offset) is { } before ? OfOutputBefore(kind, before, offset, rendered) : null);
    }

    /// <summary>The character that is wrong was printed.</summary>
    private static string OfOutput(TracedWrite output, string rendered) => StandsInString(output.Start, rendered)
        ? Unescaped(output)
        : $"Write quotes around it, \"{{{{ {output.Expression} }}}}\", or print a value of any type as JSON: {{{{ {output.Expression} | json }}}}.";

    /// <summary>The character that is wrong was written by the author, and it may be what was printed before it that misleads.</summary>
    private static string? OfOutputBefore(JsonFaultKind kind, TracedWrite output, int offset, string rendered)
    {
        if (kind == JsonFaultKind.NoValue && output.Start == output.End && rendered.AsSpan(output.End, offset - output.End).IsWhiteSpace())
        {
            return $"{{{{ {output.Expression} }}}} printed nothing; {{{{ {output.Expression} | json }}}} prints null.";
        }

        return StandsInString(output.Start, rendered) && rendered.AsSpan(output.Start, output.End - output.Start).ContainsAny("\"\\\n\r\t") ? Unescaped(output) : null;
    }

    private static string Unescaped(TracedWrite output) =>
        $"A quote, backslash or line break in the value of {{{{ {output.Expression} }}}} ends or breaks the string around it: set \"escape\": \"json\", or write {{{{ {output.Expression} | json }}}} without quotes around it.";

    private static string? OfSyntax(JsonFaultKind kind, ReadOnlySpan<char> rest) => rest switch
    {
        ['\'' or '“' or '”' or '„' or '‘' or '’', ..] => "JSON strings stand in straight double quotes.",
        ['/', '/' or '*', ..] => "JSON has no comments; {% comment %} … {% endcomment %} is one of the template.",
        ['T', 'r', 'u', 'e', ..] or ['F', 'a', 'l', 's', 'e', ..] or ['N', 'o', 'n', 'e', ..] or ['n', 'i', 'l', ..] => "JSON writes true, false and null in lower case.",
        ['N', 'a', 'N', ..] or ['I', 'n', 'f', ..] or ['-', 'I', 'n', 'f', ..] => "JSON has no NaN and no Infinity; write null.",
        _ when kind == JsonFaultKind.MoreThanOneValue => "Several values are an array: write [ before the first and ] after the last.",
        _ => null,
    };

    private static bool StandsInString(int offset, string rendered)
    {
        var isInside = false;
        for (var at = 0; at < offset; at++)
        {
            if (rendered[at] == '\\' && isInside)
            {
                at++;
            }
            else if (rendered[at] == '"')
            {
                isInside = !isInside;
            }
        }

        return isInside;
    }
}
