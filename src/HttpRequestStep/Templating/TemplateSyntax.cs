using System.Globalization;
using System.Text.RegularExpressions;

namespace HttpRequestSteps;

/// <summary>What the source of a template tells beside its syntax tree: the places of its outputs, and how to explain a syntax error.</summary>
internal static partial class TemplateSyntax
{
    /// <summary>The offsets of the outputs in order; empty where tags that print without braces, or hold some, make counting them unsafe.</summary>
    public static IReadOnlyList<int> OutputOffsets(string source)
    {
        var offsets = new List<int>();
        if (Uncounted().IsMatch(source))
        {
            return offsets;
        }

        for (var found = OutputOrBlock().Match(source); found.Success; found = OutputOrBlock().Match(source, found.Index + found.Length))
        {
            if (found.Groups["block"] is not { Success: true, Value: var block })
            {
                offsets.Add(found.Index);
                continue;
            }

            // What stands in a comment or in a raw block is no output.
            found = (block == "raw" ? EndOfRaw() : EndOfComment()).Match(source, found.Index);
            if (!found.Success)
            {
                return [];
            }
        }

        return offsets;
    }

    /// <summary>Why a source does not parse.</summary>
    /// <param name="error">What the parser says.</param>
    /// <param name="source">The source.</param>
    /// <param name="isSecret">Whether it must not be shown.</param>
    public static string Explain(string error, string source, bool isSecret)
    {
        if (TemplateMistake.Find(source) is { } mistake)
        {
            var place = TemplatePlace.Of(source, mistake.Offset, isSecret);
            return $"The template does not parse at {place}{mistake.Message}.{place.Excerpt}";
        }

        var firstLine = error.Split('\n')[0].Trim();
        if (Position().Match(firstLine) is not { Success: true } position)
        {
            return $"The template does not parse: {firstLine}.";
        }

        var line = int.Parse(position.Groups["line"].Value, CultureInfo.InvariantCulture);
        var column = int.Parse(position.Groups["column"].Value, CultureInfo.InvariantCulture);
        return $"The template does not parse at line {line}, column {column}: {firstLine[..position.Index].Trim()}.{(isSecret ? string.Empty : Excerpt(source, line, column))}";
    }

    private static string Excerpt(string source, int line, int column)
    {
        var lines = source.Split('\n');
        if (line < 1 || line > lines.Length)
        {
            return string.Empty;
        }

        var before = lines.Take(line - 1).Sum(static text => text.Length + 1);
        return FaultText.Excerpt(source, before + Math.Clamp(column - 1, 0, lines[line - 1].Length));
    }

    [GeneratedRegex(@"\{%-?\s*(liquid|#|echo)", RegexOptions.ExplicitCapture)]
    private static partial Regex Uncounted();

    [GeneratedRegex(@"\{\{|\{%-?\s*(?<block>comment|raw)\s*-?%\}", RegexOptions.ExplicitCapture)]
    private static partial Regex OutputOrBlock();

    [GeneratedRegex(@"\{%-?\s*endcomment\s*-?%\}")]
    private static partial Regex EndOfComment();

    [GeneratedRegex(@"\{%-?\s*endraw\s*-?%\}")]
    private static partial Regex EndOfRaw();

    [GeneratedRegex(@"at \((?<line>\d+):(?<column>\d+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Position();
}
