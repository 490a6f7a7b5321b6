namespace HttpRequestSteps.Sync;

internal sealed class RowsRowSource : IRowSource<RowsSource>
{
    public IAsyncEnumerable<Row> ReadAsync(RowsSource source, RowSourceContext context, CancellationToken cancellationToken) => source.Rows(cancellationToken);
}
