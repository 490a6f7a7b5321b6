using System.Runtime.CompilerServices;

namespace HttpRequestSteps.Sync;

internal sealed class HttpRowSource(IHttpRequestStepExecutor executor) : IRowSource<HttpSource>
{
    private const int DefaultMaxPages = 10_000;
    private const int MostPages = 10_000_000;

    public IEnumerable<DefinitionError> Validate(HttpSource source)
    {
        var errors = new List<DefinitionError>();
        errors.AddRange(executor.Validate(source.Step).Select(error => error with { Path = "step" + error.Path[1..] }));
        if (SourceColumns.Refuses(source.Columns) is { } badColumns)
        {
            errors.Add(badColumns);
        }

        if (!DottedPath.IsPath(source.Items))
        {
            errors.Add(new DefinitionError("items", DottedPath.Expected));
        }

        if (source.MaxPages is < 1 or > MostPages)
        {
            errors.Add(new DefinitionError("maxPages", $"A number of pages from 1 to {MostPages}."));
        }

        if (source.Step.Response?.Type is not (null or ResponseType.Auto or ResponseType.Json))
        {
            errors.Add(new DefinitionError("step.response.type", "The rows are in a JSON body: use \"auto\" or \"json\"."));
        }

        if (source.Pagination is NextUrlPagination { Path: var url } && (url.Length == 0 || !DottedPath.IsPath(url)))
        {
            errors.Add(new DefinitionError("pagination.path", DottedPath.Expected));
        }

        if (source.Pagination is CursorPagination { Path: var cursor } && (cursor.Length == 0 || !DottedPath.IsPath(cursor)))
        {
            errors.Add(new DefinitionError("pagination.path", DottedPath.Expected));
        }

        if (PageSteps.Parameter(source) is { } parameter)
        {
            CheckParameter(source, parameter.Name, errors);
        }

        return errors;
    }

    public async IAsyncEnumerable<Row> ReadAsync(HttpSource source, RowSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new PageReader(source, new PageSteps(source, context.Definition.Name), executor);
        JsonRowReader? reader = source.Columns is null ? null : new JsonRowReader(new JsonColumnNames(source.Columns), ignoresOthers: true);
        for (PageRequest? next = new(1, 0); next is not null;)
        {
            if (next.Number > (source.MaxPages ?? DefaultMaxPages))
            {
                throw new RowSourceException($"There are more than {source.MaxPages ?? DefaultMaxPages} pages (\"maxPages\").");
            }

            var page = await pages.ReadAsync(next, cancellationToken).ConfigureAwait(false);
            if (reader is null && page.Rows.Count > 0)
            {
                reader = new JsonRowReader(Columns(page.Rows), ignoresOthers: false);
            }

            foreach (var text in page.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return reader!.Read(in text);
            }

            next = page.Next;
        }
    }

    private static void CheckParameter(HttpSource source, string name, List<DefinitionError> errors)
    {
        if (name.Length == 0)
        {
            errors.Add(new DefinitionError("pagination.parameter", "The name of a query parameter is needed."));
        }
        else if (source.Step.Query?.ContainsKey(name) == true)
        {
            errors.Add(new DefinitionError("pagination.parameter", $"The pagination sets \"{name}\": leave it out of the step's \"query\"."));
        }
    }

    private static JsonColumnNames Columns(IReadOnlyList<JsonRowText> rows)
    {
        var names = new JsonColumnNames();
        foreach (var row in rows)
        {
            names.Collect(in row);
        }

        return names;
    }
}
