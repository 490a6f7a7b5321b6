namespace HttpRequestSteps.Sync;

/// <summary>How the next page of an API is found.</summary>
public abstract record HttpPagination;

/// <summary>The header <c>Link</c> with <c>rel="next"</c> (RFC 8288) names the next page; without it there is none.</summary>
public sealed record LinkPagination : HttpPagination;

/// <summary>The body names the URL of the next page; null, empty or not there when there is none.</summary>
public sealed record NextUrlPagination : HttpPagination
{
    /// <summary>The dotted path of the URL.</summary>
    public required string Path { get; init; }
}

/// <summary>The body names a cursor, which asks for the next page; null, empty or not there when there is none.</summary>
public sealed record CursorPagination : HttpPagination
{
    /// <summary>The dotted path of the cursor.</summary>
    public required string Path { get; init; }

    /// <summary>The query parameter it goes into.</summary>
    /// <value>Default: none; the step says where <c>{{ page.cursor }}</c> goes.</value>
    public string? Parameter { get; init; }
}

/// <summary>Pages have numbers; the first without rows ends them.</summary>
public sealed record PagePagination : HttpPagination
{
    /// <summary>The query parameter of the number.</summary>
    /// <value>Default: <c>page</c>.</value>
    public string? Parameter { get; init; }

    /// <summary>The number of the first page.</summary>
    /// <value>Default: 1.</value>
    public int? First { get; init; }
}

/// <summary>Pages begin after so many rows; the first without rows ends them.</summary>
public sealed record OffsetPagination : HttpPagination
{
    /// <summary>The query parameter of the number of rows to pass over.</summary>
    /// <value>Default: <c>offset</c>.</value>
    public string? Parameter { get; init; }
}
