using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.Sync;

/// <summary>Adds a host's own to syncs.</summary>
public sealed class HttpRequestSyncsBuilder
{
    internal HttpRequestSyncsBuilder(IServiceCollection services)
    {
        Services = services;
    }

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a type of source: <c>"source": { "type": "name", … }</c>.</summary>
    /// <typeparam name="TSource">The record that definitions write.</typeparam>
    /// <typeparam name="TReader">What reads it.</typeparam>
    /// <param name="name">The name in definitions.</param>
    /// <param name="resolver">The generated JSON contract of <typeparamref name="TSource"/>: a <c>JsonSerializerContext</c> of the host's that names it.</param>
    public HttpRequestSyncsBuilder AddSource<TSource, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReader>(string name, IJsonTypeInfoResolver resolver)
        where TSource : SyncSource
        where TReader : class, IRowSource<TSource>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(resolver);
        Services.TryAddSingleton<TReader>();
        Services.AddSingleton(new SourceRegistration(name, typeof(TSource), static services => SourceReader.Of(services.GetRequiredService<TReader>()), resolver));
        return this;
    }

    /// <summary>Runs a sync by a schedule while the host runs.</summary>
    /// <param name="definition">Makes the definition when the host has started, for example with <see cref="SyncReader"/>.</param>
    /// <param name="schedule">When it runs.</param>
    /// <param name="options">Where its state is kept; the default is <c>.httpstep</c> in the current folder.</param>
    public HttpRequestSyncsBuilder AddSchedule(Func<IServiceProvider, SyncDefinition> definition, SyncSchedule schedule, SyncRunOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(schedule);
        Services.AddSingleton(new ScheduledSync(definition, schedule, options ?? new SyncRunOptions()));
        Services.AddHostedService<SyncScheduler>();
        return this;
    }

    /// <summary>Adds a database of the host's: a definition names it (<c>"type": "sql", "provider": "name"</c>) and gives no connection string.</summary>
    /// <param name="name">The name in definitions.</param>
    /// <param name="database">Stays the host's to dispose.</param>
    public HttpRequestSyncsBuilder AddDatabase(string name, DbDataSource database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return AddDatabase(name, _ => database);
    }

    /// <summary>Adds a database of the host's: a definition names it (<c>"type": "sql", "provider": "name"</c>) and gives no connection string.</summary>
    /// <param name="name">The name in definitions.</param>
    /// <param name="database">Finds it among the services.</param>
    public HttpRequestSyncsBuilder AddDatabase(string name, Func<IServiceProvider, DbDataSource> database)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(database);
        Services.AddSingleton(services => new DatabaseProvider(name, TakesConnectionString: false, (_, _) => new DatabaseConnection(database(services).CreateConnection())));
        return this;
    }

    /// <summary>Adds a kind of database: a definition names it (<c>"type": "sql", "provider": "name"</c>) and gives the connection string.</summary>
    /// <param name="name">The name in definitions.</param>
    /// <param name="connect">Makes a data source of a connection string, such as <c>NpgsqlDataSource.Create</c>; it is disposed after the read.</param>
    public HttpRequestSyncsBuilder AddDatabaseProvider(string name, Func<string, DbDataSource> connect)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(connect);
        Services.AddSingleton(new DatabaseProvider(name, TakesConnectionString: true, (text, _) =>
        {
            var database = connect(text);
            return new DatabaseConnection(database.CreateConnection(), database);
        }));
        return this;
    }
}
