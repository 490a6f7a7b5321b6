namespace HttpRequestSteps;

/// <summary>What can be said of a URL before it is rendered.</summary>
internal static class UrlRules
{
    /// <summary>Why the URL is refused, or null.</summary>
    public static string? Refuses(CompiledText url, bool canBeRelative)
    {
        if (url.Nodes.Length == 0)
        {
            return canBeRelative ? null : "The URL is empty.";
        }

        var head = url.Nodes[0] is LiteralNode literal ? literal.Text : string.Empty;
        if (!head.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !head.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return canBeRelative ? RefusesRelative(head, url) : RefusesScheme(head);
        }

        return url.IsConstant && !Uri.TryCreate(head, UriKind.Absolute, out _)
            ? $"\"{head}\" is not a valid URL."
            : RefusesAuthority(url);
    }

    /// <summary>Of a URL that is not refused: whether a variable may lead it to any host: it is the whole URL, or the end of the host. What a secret says, the host application has said.</summary>
    public static bool LeavesHostOpen(CompiledText url)
    {
        if (url.Single is not null)
        {
            return url.Secrets.Count == 0;
        }

        var (open, isHost) = (false, false);
        foreach (var node in url.Nodes)
        {
            if (node is not LiteralNode literal)
            {
                open = node is not PathNode { IsSecret: true };
                continue;
            }

            var text = isHost ? literal.Text : literal.Text[(literal.Text.IndexOf("://", StringComparison.Ordinal) + 3)..];
            isHost = true;
            var end = text.AsSpan().IndexOfAny("/?#\\:");
            var host = (end < 0 ? text : text[..end]).TrimEnd('.');
            open &= host.Length == 0;
            if (end >= 0)
            {
                break;
            }
        }

        return open;
    }

    private static string? RefusesScheme(string head)
    {
        var scheme = head.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0
            ? $"The scheme \"{head[..scheme]}\" is not supported; use http or https."
            : "The URL must begin with http:// or https://, be one single {{ expression }}, or be relative to a connection's BaseUrl.";
    }

    private static string? RefusesRelative(string head, CompiledText url)
    {
        if (head.StartsWith("//", StringComparison.Ordinal) || (head.Length == 0 && url.Nodes[0] is TagsNode))
        {
            return "A URL relative to a connection must begin with its path, and not with \"//\" or a tag.";
        }

        return head.Contains("://", StringComparison.Ordinal) ? RefusesScheme(head) : null;
    }

    /// <summary>Walks the nodes up to the end of the authority: only whole labels of the host may come from values.</summary>
    private static string? RefusesAuthority(CompiledText url)
    {
        var authority = string.Empty;
        var nodes = url.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is LiteralNode literal)
            {
                var text = i == 0 ? literal.Text[(literal.Text.IndexOf("://", StringComparison.Ordinal) + 3)..] : literal.Text;
                var end = text.AsSpan().IndexOfAny("/?#\\");
                authority += end < 0 ? text : text[..end];
                if (end >= 0)
                {
                    return RefusesHost(authority);
                }
            }
            else if (nodes[i] is TagsNode)
            {
                return "A tag may not stand before the path of a URL: the host must be known when the definition is read.";
            }
            else
            {
                authority += ValueMark;
            }
        }

        return RefusesHost(authority);
    }

    private const char ValueMark = '\u0001';

    private static string? RefusesHost(string authority)
    {
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            return "A URL must not hold a user name or password; use authentication.";
        }

        var colon = authority.LastIndexOf(':');
        var isPort = colon >= 0 && !authority.EndsWith(']');
        if (isPort && authority[colon..].Contains(ValueMark, StringComparison.Ordinal))
        {
            return "The port of a URL cannot come from a value.";
        }

        var host = isPort ? authority[..colon] : authority;
        if (host.Length == 0)
        {
            return "The URL has no host.";
        }

        return host.Split('.').All(label => !label.Contains(ValueMark, StringComparison.Ordinal) || label.Length == 1)
            ? null
            : "A value inside the host of a URL must be a whole label, between dots: \"https://{{ tenant }}.example.com\", not glued to other letters.";
    }
}
