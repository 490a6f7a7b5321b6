using System.Text.RegularExpressions;

namespace HttpRequestSteps;

/// <summary>Why a template does not parse, where that is one of the common mistakes: a mark that is not closed, a tag that nobody knows, an end that is missing or of another tag.</summary>
/// <param name="Offset">Where it stands.</param>
/// <param name="Message">What was found, what was expected, and the fix.</param>
internal sealed partial record TemplateMistake(int Offset, string Message)
{
    private static readonly string[] Blocks = ["capture", "case", "comment", "for", "if", "ifchanged", "raw", "tablerow", "unless"];

    private static readonly string[] Known =
    [
        .. Blocks, .. Blocks.Select(static block => "end" + block), "assign", "break", "continue", "cycle", "decrement", "echo", "else", "elsif", "include", "increment", "liquid", "render", "when",
    ];

    /// <summary>The first mistake of a source, or null when it is none of these.</summary>
    public static TemplateMistake? Find(string source)
    {
        var open = new Stack<(string Tag, int Offset)>();
        for (var mark = Mark().Match(source); mark.Success;)
        {
            var isOutput = mark.Value == "{{";
            var end = source.IndexOf(isOutput ? "}}" : "%}", mark.Index, StringComparison.Ordinal);
            var next = Mark().Match(source, mark.Index + 2);
            if (end < 0 || (next.Success && next.Index < end && !IsQuoted(source.AsSpan(mark.Index, next.Index - mark.Index))))
            {
                return new TemplateMistake(mark.Index, $"found \"{mark.Value}\", expected \"{(isOutput ? "}}" : "%}")}\" after it: close the {(isOutput ? "output" : "tag")}");
            }

            if (!isOutput)
            {
                var name = Name().Match(source, mark.Index + 2).Groups["name"].Value;
                if (OfTag(name, mark.Index, open, source) is { } mistake)
                {
                    return mistake;
                }

                if (name is "raw" or "comment")
                {
                    end = source.IndexOf("end" + name, end, StringComparison.Ordinal);
                    var close = end < 0 ? -1 : source.LastIndexOf("{%", end, StringComparison.Ordinal);
                    if (close <= mark.Index)
                    {
                        break;
                    }

                    mark = Mark().Match(source, close);
                    continue;
                }
            }

            mark = Mark().Match(source, end);
        }

        return open.TryPop(out var left)
            ? new TemplateMistake(left.Offset, $"found \"{left.Tag}\", which has no end: write {{% end{left.Tag} %}} where it ends")
            : null;
    }

    private static TemplateMistake? OfTag(string name, int at, Stack<(string Tag, int Offset)> open, string source)
    {
        if (Blocks.Contains(name))
        {
            open.Push((name, at));
            return null;
        }

        if (name.Length > 0 && !Known.Contains(name))
        {
            return new TemplateMistake(at, $"found \"{name}\", which is no tag{NearestName.Hint(name, Known)}");
        }

        if (!name.StartsWith("end", StringComparison.Ordinal))
        {
            return name is "else" or "elsif" or "when" && open.Count == 0 ? new TemplateMistake(at, $"found \"{name}\" outside of any block: open one before it") : null;
        }

        if (!open.TryPop(out var opened))
        {
            return new TemplateMistake(at, $"found \"{name}\", but nothing is open: take it away, or open {{% {name[3..]} … %}} before it");
        }

        var place = TemplatePlace.Of(source, opened.Offset);
        return name == "end" + opened.Tag ? null : new TemplateMistake(at, $"found \"{name}\", expected \"end{opened.Tag}\" for the \"{opened.Tag}\" at line {place.Line}, column {place.Column}: close that first");
    }

    /// <summary>Whether the end of a text stands inside quotes.</summary>
    private static bool IsQuoted(ReadOnlySpan<char> text) => text.Count('"') % 2 == 1 || text.Count('\'') % 2 == 1;

    [GeneratedRegex(@"\{\{|\{%", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\G-?\s*(?<name>[A-Za-z_]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
