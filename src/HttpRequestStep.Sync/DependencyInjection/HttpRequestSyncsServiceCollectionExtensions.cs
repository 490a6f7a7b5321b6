using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.Sync;

/// <summary>Registers syncs with a host.</summary>
public static class HttpRequestSyncsServiceCollectionExtensions
{
    private static readonly SourceRegistration[] BuiltIn =
    [
        new("csv", typeof(CsvSource), static _ => SourceReader.Of(new CsvRowSource())),
        new("jsonLines", typeof(JsonLinesSource), static _ => SourceReader.Of(new JsonLinesRowSource())),
        new("json", typeof(JsonSource), static _ => SourceReader.Of(new JsonRowSource())),
        new("sql", typeof(SqlSource), static services => SourceReader.Of(services.GetRequiredService<SqlRowSource>())),
        new("http", typeof(HttpSource), static services => SourceReader.Of(services.GetRequiredService<HttpRowSource>())),
        new(null, typeof(RowsSource), static _ => SourceReader.Of(new RowsRowSource())),
    ];

    private static readonly KeyValuePair<string, Type>[] Paginations =
    [
        new("link", typeof(LinkPagination)),
        new("nextUrl", typeof(NextUrlPagination)),
        new("cursor", typeof(CursorPagination)),
        new("page", typeof(PagePagination)),
        new("offset", typeof(OffsetPagination)),
    ];

    /// <summary>Adds the sync engine (<see cref="ISyncEngine"/>) and the reader (<see cref="SyncReader"/>), and the steps they stand on. Calling it again adds nothing twice.</summary>
    public static HttpRequestSyncsBuilder AddHttpRequestSyncs(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(SyncEngine)))
        {
            return new HttpRequestSyncsBuilder(services);
        }

        services.AddHttpRequestSteps();
        foreach (var source in BuiltIn)
        {
            services.AddSingleton(source);
        }

        services.AddSingleton(new DatabaseProvider(SqliteProvider.Name, TakesConnectionString: true, SqliteProvider.Connect));
        services.TryAddSingleton<ConnectionStrings>();
        services.TryAddSingleton<SqlRowSource>();
        services.TryAddSingleton<HttpRowSource>();
        services.TryAddSingleton<SourceTable>();
        services.TryAddSingleton(static provider => new SyncValidator(provider.GetRequiredService<SourceTable>(), provider.GetRequiredService<IHttpRequestStepExecutor>().Validate, provider.GetRequiredService<DefinitionJson>()));
        services.TryAddSingleton<ReferencedColumns>();
        services.TryAddSingleton<ComparedNames>();
        services.TryAddSingleton<SyncLimiters>();
        services.TryAddSingleton<SyncTelemetry>();
        services.TryAddSingleton<SyncProbe>();
        services.TryAddSingleton<SyncEngine>();
        services.TryAddSingleton<ISyncEngine>(static provider => provider.GetRequiredService<SyncEngine>());
        services.TryAddSingleton(static provider => new SyncReader(Json(provider), provider.GetRequiredService<SyncValidator>().Validate));
        return new HttpRequestSyncsBuilder(services);
    }

    private static DefinitionJson Json(IServiceProvider services)
    {
        var sources = services.GetServices<SourceRegistration>().Where(source => source.Name is not null).ToArray();
        if (sources.GroupBy(source => source.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"The source type \"{twice.Key}\" is registered twice. Known: {NameList.Of(sources.Select(source => source.Name!).Distinct())}.");
        }

        return services.GetRequiredService<DefinitionJson>().With(
            typeof(SyncSource),
            sources.Select(source => KeyValuePair.Create(source.Name!, source.DefinitionType)),
            [SyncJsonContext.Default, .. sources.Select(source => source.Resolver).OfType<IJsonTypeInfoResolver>()])
            .With(typeof(HttpPagination), Paginations);
    }
}
