using System.Data.Common;

namespace HttpRequestSteps.Sync;

/// <summary>One row of the table of databases: a name of definitions, and how it is reached.</summary>
/// <param name="Name">The name.</param>
/// <param name="TakesConnectionString">Whether the definition says how; else the host has.</param>
/// <param name="Connect">Makes a connection that is not open, from the connection string and the source's context.</param>
internal sealed record DatabaseProvider(string Name, bool TakesConnectionString, Func<string, RowSourceContext, DatabaseConnection> Connect);

/// <summary>A connection, and what else ends with it.</summary>
internal sealed record DatabaseConnection(DbConnection Connection, DbDataSource? Owned = null) : IAsyncDisposable
{
    /// <summary>Stops a query that is under way, where the driver does not by itself.</summary>
    public Action? Interrupt { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().ConfigureAwait(false);
        if (Owned is not null)
        {
            await Owned.DisposeAsync().ConfigureAwait(false);
        }
    }
}
