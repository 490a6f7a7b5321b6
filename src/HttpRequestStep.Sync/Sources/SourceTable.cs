namespace HttpRequestSteps.Sync;

/// <summary>The readers of all types of sources, by the type of their record.</summary>
internal sealed class SourceTable(IEnumerable<SourceRegistration> registrations, IServiceProvider services)
{
    private readonly Dictionary<Type, SourceReader> _readers = registrations.ToDictionary(row => row.DefinitionType, row => row.Create(services));

    public IEnumerable<DefinitionError> Validate(SyncSource source) => Find(source) is { } reader
        ? reader.Validate(source)
        : [new DefinitionError(string.Empty, $"No reader is registered for {source.GetType().Name}; add it with AddSource.")];

    public IAsyncEnumerable<Row> ReadAsync(SyncSource source, RowSourceContext context, CancellationToken cancellationToken) =>
        Find(source)!.ReadAsync(source, context, cancellationToken);

    private SourceReader? Find(SyncSource source) => _readers.GetValueOrDefault(source.GetType());
}

/// <summary>A reader whatever the type of its source.</summary>
internal abstract class SourceReader
{
    public abstract IEnumerable<DefinitionError> Validate(SyncSource source);

    public abstract IAsyncEnumerable<Row> ReadAsync(SyncSource source, RowSourceContext context, CancellationToken cancellationToken);

    public static SourceReader Of<TSource>(IRowSource<TSource> reader)
        where TSource : SyncSource => new Typed<TSource>(reader);

    private sealed class Typed<TSource>(IRowSource<TSource> reader) : SourceReader
        where TSource : SyncSource
    {
        public override IEnumerable<DefinitionError> Validate(SyncSource source) => reader.Validate((TSource)source);

        public override IAsyncEnumerable<Row> ReadAsync(SyncSource source, RowSourceContext context, CancellationToken cancellationToken) =>
            reader.ReadAsync((TSource)source, context, cancellationToken);
    }
}

/// <summary>One row of the table of sources: JSON name, record and reader. A source without a name is only for definitions written in C#.</summary>
internal sealed record SourceRegistration(string? Name, Type DefinitionType, Func<IServiceProvider, SourceReader> Create, System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver? Resolver = null);
