using System.Text;

namespace HttpRequestSteps;

/// <summary>The address of a step: checked when planned, confined when rendered.</summary>
internal sealed class UrlTemplate
{
    private readonly CompiledText _url;
    private readonly CompiledText? _base;

    // Decided when it is planned: whatever its tags write, it stays a path of the connection.
    private readonly bool _isRelative;

    private UrlTemplate(CompiledText url, CompiledText? baseUrl)
    {
        _url = url;
        _base = baseUrl;
        _isRelative = baseUrl is not null && url.Single is null && !IsAbsolute(Head(url));
        BaseOrigin = baseUrl is null ? null : HttpRequestSteps.Origin.Written(baseUrl);
        Origin = _isRelative ? BaseOrigin : url.Single is null ? HttpRequestSteps.Origin.Written(url) : null;
    }

    /// <summary>Where every request goes, if the author has written it out.</summary>
    public Origin? Origin { get; }

    /// <summary>The origin of the connection, if its author has written it out.</summary>
    public Origin? BaseOrigin { get; }

    /// <summary>Whether the address itself is a secret, as that of an incoming webhook is.</summary>
    public bool IsSecret => _url.IsSecret || _base?.IsSecret == true;

    public static UrlTemplate? Plan(CompiledText url, CompiledText? baseUrl, ICollection<DefinitionError> errors)
    {
        var reason = url.Single is not null ? null : UrlRules.Refuses(url, canBeRelative: baseUrl is not null);
        if (reason is not null)
        {
            errors.Add(new DefinitionError(url.Path, reason));
            return null;
        }

        return new UrlTemplate(url, baseUrl);
    }

    /// <summary>The URL without its fragment, which is never sent.</summary>
    public string Render(TemplateScope scope)
    {
        var url = RenderText(_url, scope, _base is not null);
        if (_base is not null && (_isRelative || !IsAbsolute(url)))
        {
            url = Append(RenderText(_base, scope, canBeRelative: false), url);
        }

        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        return fragment < 0 ? url : url[..fragment];
    }

    /// <summary>The base URL of the connection by itself, its values confined: it says where credentials may go. Null for none.</summary>
    public string? RenderBase(TemplateScope scope) => _base is null ? null : RenderText(_base, scope, canBeRelative: false);

    /// <summary>Renders a URL whose values stay in their places.</summary>
    public static string RenderText(CompiledText text, TemplateScope scope, bool canBeRelative)
    {
        var buffer = TextBuffer.Rent(scope.Frame.MaxRenderedSize);
        try
        {
            var slot = buffer.Url.Begin(StartOf(text, canBeRelative));
            if (text.Single is not null)
            {
                // One single expression is taken whole, as it is; the egress policy and AllowedHosts then decide.
                slot.Literal(text.Render(scope));
            }
            else
            {
                text.Render(scope, slot);
            }

            Finish(slot, text, scope);
            return buffer.ToString();
        }
        finally
        {
            buffer.Return();
        }
    }

    private static bool IsAbsolute(string url) =>
        url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static void Finish(UrlSlot slot, CompiledText text, TemplateScope scope)
    {
        try
        {
            slot.Finish();
        }
        catch (TemplateException exception)
        {
            throw TemplateFailures.At(text.Path, exception, scope);
        }
    }

    private static string Head(CompiledText text) => text.Nodes is [LiteralNode first, ..] ? first.Text : string.Empty;

    private static UrlPlace StartOf(CompiledText text, bool canBeRelative) => canBeRelative && !IsAbsolute(Head(text)) ? UrlPlace.Path : UrlPlace.Scheme;

    private static string Append(string baseUrl, string relative)
    {
        var (path, query) = Split(baseUrl);
        var (relativePath, relativeQuery) = Split(relative);
        var url = new StringBuilder(path.TrimEnd('/'));
        var tail = relativePath.TrimStart('/');
        if (relativePath.Length > 0 || path.EndsWith('/'))
        {
            url.Append('/').Append(tail);
        }

        var queries = new[] { query, relativeQuery }.Where(part => part.Length > 0);
        var joined = string.Join('&', queries);
        return joined.Length == 0 ? url.ToString() : url.Append('?').Append(joined).ToString();
    }

    private static (string Path, string Query) Split(string url)
    {
        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        var text = fragment < 0 ? url : url[..fragment];
        var query = text.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? (text, string.Empty) : (text[..query], text[(query + 1)..]);
    }
}
