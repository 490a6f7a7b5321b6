using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Asks for the pages of one read, one after the other, and sees to it that they come to an end.</summary>
internal sealed class PageReader(HttpSource source, PageSteps steps, IHttpRequestStepExecutor executor)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _contents = [];
    private Uri? _origin;

    /// <exception cref="RowSourceException">It cannot be read, or is one that was read before.</exception>
    public async Task<Page> ReadAsync(PageRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is { } name && !_names.Add(name))
        {
            throw Failure(request, "it is asked for again: the pages go round in a circle.");
        }

        var result = await executor.ExecuteAsync(steps.Of(request), steps.Input(request), cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!result.Succeeded)
        {
            throw Failure(request, result.Failure?.Message ?? "the step failed.");
        }

        var items = Items(request, result);
        if (items.Count > 0 && !_contents.Add(Hash(items)))
        {
            throw Failure(request, "it has the same rows as a page before it. Check that the pagination is the one of the API.");
        }

        return new Page(items, Next(request, result, items.Count));
    }

    private List<JsonRowText> Items(PageRequest request, StepResult result)
    {
        if (result.Body.Kind != StepResultBodyKind.Json)
        {
            throw Failure(request, "the body is not JSON.");
        }

        if (DottedPath.Find(result.Body.Json, source.Items) is not { ValueKind: JsonValueKind.Array } array)
        {
            throw Failure(request, string.IsNullOrEmpty(source.Items) ? "the body is no array; say under \"items\" where in it the rows are." : $"there is no array at \"{source.Items}\" in the body.");
        }

        var unit = $"Page {request.Number}, row";
        var items = new List<JsonRowText>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            items.Add(new JsonRowText(JsonMarshal.GetRawUtf8Value(item).ToArray(), unit, items.Count + 1));
        }

        return items;
    }

    private PageRequest? Next(PageRequest request, StepResult result, int count)
    {
        var next = new PageRequest(request.Number + 1, request.Offset + count);
        switch (source.Pagination)
        {
            case PagePagination or OffsetPagination:
                return count == 0 ? null : next;
            case CursorPagination cursor:
                return Text(request, result, cursor.Path) is { } value ? next with { Cursor = value } : null;
            case LinkPagination when LinkHeader.Next(result.Headers) is { } link:
                return next with { Url = Resolve(request, result, link) };
            case NextUrlPagination url when Text(request, result, url.Path) is { } link:
                return next with { Url = Resolve(request, result, link) };
            default:
                return null;
        }
    }

    private static string? Text(PageRequest request, StepResult result, string path) => DottedPath.Find(result.Body.Json, path) switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.False } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? value : null,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => throw Failure(request, $"what stands at \"{path}\" is neither a text nor a number."),
    };

    private Uri Resolve(PageRequest request, StepResult result, string link)
    {
        var url = StepUri.TryResolve(result.LastUri!, link);

        // Where the first page was asked for: a redirect may have led elsewhere, without the credentials.
        _origin ??= result.FirstUri!;

        // The credentials of the step go with every page: no server may send them elsewhere.
        return url is not null && url.UserInfo.Length == 0 && StepUri.IsSameOrigin(url, _origin)
            ? url
            : throw Failure(request, $"the next page is not at {_origin.GetLeftPart(UriPartial.Authority)}, where the first was asked for. A page of another origin is not read.");
    }

    private static UInt128 Hash(List<JsonRowText> items)
    {
        var hash = new XxHash128();
        foreach (var item in items)
        {
            hash.Append(item.Utf8.Span);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static RowSourceException Failure(PageRequest request, string reason) => new($"Page {request.Number}: {reason}");
}

/// <summary>The rows of a page, and what asks for the next; null when it is the last.</summary>
internal sealed record Page(IReadOnlyList<JsonRowText> Rows, PageRequest? Next);
