namespace HttpRequestSteps.Sync;

/// <summary>The rows that an API answers with, page after page.</summary>
public sealed record HttpSource : SyncSource
{
    /// <summary>The step that asks for a page. It sees <c>page.number</c> (from 1, or as the pagination says), <c>page.offset</c> (the rows read so far) and <c>page.cursor</c> (nil in the first page), and <c>sync.name</c>.</summary>
    public required HttpRequestStep Step { get; init; }

    /// <summary>The dotted path of the array of rows in the body.</summary>
    /// <value>Default: the body is the array.</value>
    public string? Items { get; init; }

    /// <summary>How the next page is found.</summary>
    /// <value>Default: there is one page.</value>
    public HttpPagination? Pagination { get; init; }

    /// <summary>The most pages that are read; more are an error.</summary>
    /// <value>Default: 10 000.</value>
    public int? MaxPages { get; init; }

    /// <summary>The properties that are columns; others are left out.</summary>
    /// <value>Default: every property of the first page that has rows; one that only a later page has is then an error.</value>
    public IReadOnlyList<string>? Columns { get; init; }
}
