namespace HttpRequestSteps.Sync;

/// <summary>The steps that ask for pages. What a server has said goes into them by variables, never as a template; so there are few, each compiled once.</summary>
internal sealed class PageSteps
{
    private readonly HttpSource _source;
    private readonly string _syncName;
    private readonly HttpRequestStep _step;
    private readonly Dictionary<string, HttpRequestStep> _nextSteps = new(StringComparer.Ordinal);

    public PageSteps(HttpSource source, string syncName)
    {
        _source = source;
        _syncName = syncName;
        var step = source.Step with { Name = source.Step.Name ?? syncName };
        _step = Parameter(source) is { } parameter
            ? step with { Query = new Dictionary<string, TextList?>(step.Query ?? new Dictionary<string, TextList?>()) { [parameter.Name] = parameter.Value } }
            : step;
    }

    /// <summary>The query parameter that a pagination sets, and its template.</summary>
    public static (string Name, string Value)? Parameter(HttpSource source) => source.Pagination switch
    {
        CursorPagination { Parameter: { } name } => (name, $"{{{{ {PageRequest.Variable}.cursor }}}}"),
        PagePagination page => (page.Parameter ?? "page", $"{{{{ {PageRequest.Variable}.number }}}}"),
        OffsetPagination offset => (offset.Parameter ?? "offset", $"{{{{ {PageRequest.Variable}.offset }}}}"),
        _ => null,
    };

    public HttpRequestStep Of(PageRequest page)
    {
        if (page.Url is not { } url)
        {
            return _step;
        }

        // The address has its whole query: a parameter that it names is not added again, neither the step's nor the connection's.
        var names = QueryNames(url);
        var key = string.Join('&', names);
        if (!_nextSteps.TryGetValue(key, out var next))
        {
            next = _step with { Url = new Text($"{{{{ {PageRequest.Variable}.url }}}}", _step.Url.Secret), Query = names.ToDictionary(name => name, static TextList? (_) => null) };
            _nextSteps[key] = next;
        }

        return next;
    }

    public StepInput Input(PageRequest page) => new()
    {
        ["sync"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = _syncName },
        [PageRequest.Variable] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["number"] = ((_source.Pagination as PagePagination)?.First ?? 1) + page.Number - 1,
            ["offset"] = page.Offset,
            ["cursor"] = page.Cursor,
            ["url"] = page.Url?.AbsoluteUri,
        },
    };

    private static string[] QueryNames(Uri url) =>
    [
        .. url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => Uri.UnescapeDataString(pair.Split('=')[0].Replace('+', ' ')))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
