namespace HttpRequestSteps.Sync;

internal sealed class JsonRowSource : IRowSource<JsonSource>
{
    public IEnumerable<DefinitionError> Validate(JsonSource source)
    {
        foreach (var error in SourceFile.Validate(source.Path, source.Columns))
        {
            yield return error;
        }

        if (!DottedPath.IsPath(source.Rows))
        {
            yield return new DefinitionError("rows", DottedPath.Expected);
        }
    }

    public IAsyncEnumerable<Row> ReadAsync(JsonSource source, RowSourceContext context, CancellationToken cancellationToken) =>
        JsonRowFile.ReadAsync(source.Path, source.Columns, (window, token) => new JsonArrayReader(window, DottedPath.Names(source.Rows)).ReadAsync(token), context, cancellationToken);
}
