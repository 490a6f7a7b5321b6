namespace HttpRequestSteps.Sync;

/// <summary>Reads the rows of one type of source. One instance serves all syncs, so keep no state of a read.</summary>
/// <typeparam name="TSource">The record that definitions write.</typeparam>
public interface IRowSource<in TSource>
    where TSource : SyncSource
{
    /// <summary>Checks what the types do not: called once for each definition. Paths are relative to the source, such as <c>path</c>.</summary>
    IEnumerable<DefinitionError> Validate(TSource source) => [];

    /// <summary>Reads every row, in any order. The same <see cref="Row"/> may be given again with other values.</summary>
    /// <remarks>All rows have the schema of the first. To throw is to say that the source has more rows than were read: the run then ends, and nothing counts as removed.</remarks>
    /// <exception cref="RowSourceException">It cannot be read, or not to its end.</exception>
    IAsyncEnumerable<Row> ReadAsync(TSource source, RowSourceContext context, CancellationToken cancellationToken);
}
