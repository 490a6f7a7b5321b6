using System.Runtime.CompilerServices;

namespace HttpRequestSteps.Sync;

internal sealed class SqlRowSource : IRowSource<SqlSource>
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DatabaseProvider> _providers;
    private readonly ConnectionStrings _connectionStrings;
    private readonly TimeProvider _time;

    /// <exception cref="InvalidOperationException">Two databases have one name.</exception>
    public SqlRowSource(IEnumerable<DatabaseProvider> providers, ConnectionStrings connectionStrings, TimeProvider time)
    {
        _providers = new Dictionary<string, DatabaseProvider>(StringComparer.Ordinal);
        foreach (var provider in providers)
        {
            if (!_providers.TryAdd(provider.Name, provider))
            {
                throw new InvalidOperationException($"The database \"{provider.Name}\" is registered twice. Known: {NameList.Of(_providers.Keys)}.");
            }
        }

        _connectionStrings = connectionStrings;
        _time = time;
    }

    public IEnumerable<DefinitionError> Validate(SqlSource source)
    {
        if (!_providers.TryGetValue(source.Provider, out var provider))
        {
            yield return new DefinitionError("provider", $"Unknown database \"{source.Provider}\"{NearestName.Hint(source.Provider, _providers.Keys)}. Known: {NameList.Of(_providers.Keys.Order(StringComparer.Ordinal))}.");
        }
        else if (provider.TakesConnectionString && source.ConnectionString is null)
        {
            yield return new DefinitionError("connectionString", $"A connection string is needed for \"{source.Provider}\".");
        }
        else if (!provider.TakesConnectionString && source.ConnectionString is not null)
        {
            yield return new DefinitionError("connectionString", $"The host says how \"{source.Provider}\" is reached: leave this out.");
        }

        foreach (var error in source.ConnectionString is { } text ? ConnectionStrings.Validate(text) : [])
        {
            yield return new DefinitionError("connectionString", error);
        }

        if (string.IsNullOrWhiteSpace(source.Query))
        {
            yield return new DefinitionError("query", "A query is needed.");
        }

        if (source.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
        {
            yield return new DefinitionError("timeout", "A time above zero is needed, and at most a day.");
        }
    }

    public async IAsyncEnumerable<Row> ReadAsync(SqlSource source, RowSourceContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var provider = _providers[source.Provider];
        var (connectionString, redactor) = await _connectionStrings.ResolveAsync(source.ConnectionString, cancellationToken).ConfigureAwait(false);
        var query = new SqlQuery(source, source.Timeout ?? DefaultTimeout, redactor, _time, cancellationToken);
        await using var disposing = query.ConfigureAwait(false);
        var row = await query.OpenAsync(() => provider.Connect(connectionString, context)).ConfigureAwait(false);
        while (await query.MoveNextAsync(row).ConfigureAwait(false))
        {
            yield return row;
        }
    }
}
