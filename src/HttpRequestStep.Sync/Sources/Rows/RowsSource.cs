namespace HttpRequestSteps.Sync;

/// <summary>Rows that the host makes itself. Only for definitions written in C#.</summary>
/// <param name="Rows">Called once for each read.</param>
public sealed record RowsSource(Func<CancellationToken, IAsyncEnumerable<Row>> Rows) : SyncSource;
