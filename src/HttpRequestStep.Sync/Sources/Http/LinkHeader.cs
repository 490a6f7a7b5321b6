namespace HttpRequestSteps.Sync;

/// <summary>Reads the header <c>Link</c> (RFC 8288).</summary>
internal static class LinkHeader
{
    private const string Name = "link";

    /// <summary>The target of the link with the relation <c>next</c>, or null.</summary>
    public static string? Next(ResponseHeaders headers)
    {
        if (!headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        foreach (var value in values)
        {
            for (var rest = value.AsSpan(); TryTake(ref rest, out var target, out var parameters);)
            {
                if (IsNext(parameters))
                {
                    return target.ToString();
                }
            }
        }

        return null;
    }

    /// <summary>Takes one link: <c>&lt;target&gt;; parameters</c>. A comma in quotes or in the target ends none.</summary>
    private static bool TryTake(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> target, out ReadOnlySpan<char> parameters)
    {
        target = parameters = default;
        var open = rest.IndexOf('<');
        var close = rest.IndexOf('>');
        if (open < 0 || close < open)
        {
            return false;
        }

        target = rest[(open + 1)..close].Trim();
        rest = rest[(close + 1)..];
        var end = EndOf(rest, ',');
        parameters = rest[..end];
        rest = rest[Math.Min(rest.Length, end + 1)..];
        return true;
    }

    private static bool IsNext(ReadOnlySpan<char> parameters)
    {
        while (!parameters.IsEmpty)
        {
            var end = EndOf(parameters, ';');
            var parameter = parameters[..end];
            parameters = parameters[Math.Min(parameters.Length, end + 1)..];
            var equals = parameter.IndexOf('=');
            if (equals < 0 || !parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            // Only the first rel counts (RFC 8288 section 3.3); it may name several relations.
            return parameter[(equals + 1)..].Trim().Trim('"').ToString().Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase);
        }

        return false;
    }

    private static int EndOf(ReadOnlySpan<char> text, char separator)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == separator && !isQuoted)
            {
                return i;
            }
        }

        return text.Length;
    }
}
