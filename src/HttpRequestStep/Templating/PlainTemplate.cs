namespace HttpRequestSteps;

/// <summary>The most common templates, texts with plain paths such as <c>{{ order.id }}</c>, read without Fluid: a command that only has those never starts its parser.</summary>
internal static class PlainTemplate
{
    private static readonly string[] LiquidMembers = ["size", "first", "last"];

    // Words that Liquid reads as values, not as names.
    private static readonly string[] LiquidValues = ["true", "false", "nil", "null", "empty", "blank"];

    /// <summary>The nodes, or null when any of it needs Liquid.</summary>
    /// <param name="source">The text.</param>
    /// <param name="secrets">Takes the names of the secrets it prints.</param>
    /// <param name="isSecret">Whether the source must not be shown.</param>
    public static TextNode[]? TryParse(string source, ICollection<string> secrets, bool isSecret = false)
    {
        var nodes = new List<TextNode>();
        var at = 0;
        while (source.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = source.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0 || TryPath(source.AsSpan(open + 2, close - open - 2)) is not { } segments)
            {
                return null;
            }

            if (segments[0].Name == TemplateScope.Secrets)
            {
                if (segments.Length != 2)
                {
                    return null;
                }

                secrets.Add(segments[1].Name!);
            }

            AddLiteral(nodes, source, at, open);
            nodes.Add(new PathNode(string.Join('.', segments.Select(segment => segment.Name)), segments, TemplatePlace.Of(source, open, isSecret)));
            at = close + 2;
        }

        AddLiteral(nodes, source, at, source.Length);
        return [.. nodes];
    }

    private static void AddLiteral(List<TextNode> nodes, string source, int start, int end)
    {
        if (end > start)
        {
            nodes.Add(new LiteralNode(source[start..end]));
        }
    }

    private static PathSegment[]? TryPath(ReadOnlySpan<char> expression)
    {
        var text = expression.Trim(" \t\r\n");
        var names = new List<PathSegment>();
        foreach (var range in text.Split('.'))
        {
            var name = text[range];
            if (!IsName(name))
            {
                return null;
            }

            names.Add(new PathSegment(name.ToString()));
        }

        return names.Count == 1 && LiquidValues.Contains(names[0].Name) || names.Skip(1).Any(segment => LiquidMembers.Contains(segment.Name)) ? null : [.. names];
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !(char.IsAsciiLetter(name[0]) || name[0] == '_'))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }
}
