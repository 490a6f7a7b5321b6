namespace HttpRequestSteps;

/// <summary>Makes URIs whose path and query are sent as they were rendered: the framework would unescape and collapse them.</summary>
internal static class StepUri
{
    private static readonly UriCreationOptions AsRendered = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>An address of an origin that was looked at when it was planned needs no second look: it is taken apart once, by who connects.</summary>
    /// <exception cref="TemplateException">Its origin is not known, and it is not an http or https URL or holds credentials.</exception>
    public static Uri Create(string url, Origin? written) => written is not null && Uri.TryCreate(WithPath(url), AsRendered, out var uri) ? uri : Create(url);

    /// <exception cref="TemplateException">It is not an http or https URL, or it holds credentials.</exception>
    public static Uri Create(string url)
    {
        var uri = TryCreate(url);
        if (uri is { UserInfo.Length: > 0 })
        {
            throw new TemplateException("A URL must not hold a user name or password; use \"authentication\".");
        }

        return uri ?? throw new TemplateException($"\"{Shorten(url)}\" is not a valid http or https URL.");
    }

    public static Uri? TryCreate(string url)
    {
        return Uri.TryCreate(WithPath(url), AsRendered, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0 ? uri : null;
    }

    /// <summary>The target of a Location: an absolute URL or path is taken as the server wrote it, a relative one is resolved.</summary>
    public static Uri? TryResolve(Uri from, string location)
    {
        var mark = location.IndexOf('#', StringComparison.Ordinal);
        location = mark < 0 ? location : location[..mark];
        if (location.StartsWith("//", StringComparison.Ordinal))
        {
            return TryCreate($"{from.Scheme}:{location}");
        }

        if (location.StartsWith('/'))
        {
            return TryCreate(from.GetLeftPart(UriPartial.Authority) + location);
        }

        if (location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return TryCreate(location);
        }

        return Uri.TryCreate(from, location, out var target) ? TryCreate(target.AbsoluteUri) : null;
    }

    /// <summary>The flag leaves an address without a path as it is; a request line needs one.</summary>
    private static string WithPath(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = host < 3 ? -1 : url.AsSpan(host).IndexOfAny('/', '?');
        return end < 0 ? url + "/" : url[host + end] == '?' ? url.Insert(host + end, "/") : url;
    }

    public static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(HostOf(a), HostOf(b), StringComparison.OrdinalIgnoreCase);

    /// <summary>The host in ASCII; as it is written where it has no such form, and then it is nothing that can be called.</summary>
    public static string HostOf(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (UriFormatException)
        {
            return uri.Host;
        }
    }

    private static string Shorten(string url) => url.Length <= 120 ? url : url[..120] + "…";
}
