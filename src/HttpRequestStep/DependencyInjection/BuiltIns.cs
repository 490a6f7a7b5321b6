using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps;

/// <summary>The built-in rows of every table of names.</summary>
internal static class BuiltIns
{
    public static readonly AuthenticationRegistration[] Authentications =
    [
        new("none", typeof(NoAuthentication), static _ => new NoAuthenticationHandler()),
        new("basic", typeof(BasicAuthentication), static _ => new BasicAuthenticationHandler()),
        new("bearer", typeof(BearerAuthentication), static _ => new BearerAuthenticationHandler()),
        new("header", typeof(HeaderAuthentication), static _ => new HeaderAuthenticationHandler()),
        new("query", typeof(QueryAuthentication), static _ => new QueryAuthenticationHandler()),
        new("custom", typeof(CustomAuthentication), static _ => new CustomAuthenticationHandler()),
        new("digest", typeof(DigestAuthentication), static services => new DigestAuthenticationHandler(services.GetRequiredService<ClientNonces>())),
        new("awsSigV4", typeof(AwsSigV4Authentication), static services => new AwsSigV4AuthenticationHandler(services.GetRequiredService<TimeProvider>())),
        new("oauth2", typeof(OAuth2Authentication), static services => new OAuth2AuthenticationHandler(services.GetRequiredService<TokenCache>())),
    ];

    public static readonly BodyRegistration[] Bodies =
    [
        new("none", typeof(NoBody), static _ => new NoBodySerializer()),
        new("json", typeof(JsonBody), static _ => new JsonBodySerializer()),
        new("jsonTemplate", typeof(JsonTemplateBody), static _ => new JsonTemplateBodySerializer()),
        new("xml", typeof(XmlBody), static _ => new XmlBodySerializer()),
        new("column", typeof(ColumnBody), static _ => new ColumnBodySerializer()),
        new("mapping", typeof(MappingBody), static _ => new MappingBodySerializer()),
        new("urlEncoded", typeof(UrlEncodedBody), static _ => new UrlEncodedBodySerializer()),
        new("formData", typeof(FormDataBody), static services => new FormDataBodySerializer(services.GetRequiredService<IFileStore>(), services.GetRequiredService<TimeProvider>())),
        new("raw", typeof(RawBody), static _ => new RawBodySerializer()),
        new("file", typeof(FileBody), static services => new FileBodySerializer(services.GetRequiredService<IFileStore>())),
    ];

    private static readonly Lazy<ServiceProvider> Standalone = new(() =>
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps();
        return services.BuildServiceProvider();
    });

    /// <summary>The JSON contract of the built-in types.</summary>
    public static DefinitionJson Json => Standalone.Value.GetRequiredService<DefinitionJson>();

    /// <summary>Validates a step without a host: its connections are not known.</summary>
    public static IReadOnlyList<DefinitionError> Validate(HttpRequestStep step)
    {
        var services = Standalone.Value;
        return services.GetRequiredService<StepPlanner>().Validate(step, services.GetRequiredService<SettingsStore>().Current, knowsConnections: false);
    }

    public static StepExtensions CreateExtensions(IServiceProvider services) => new()
    {
        Authentications = services.GetServices<AuthenticationRegistration>().ToFrozenDictionary(row => row.DefinitionType, row => row.Create(services)),
        Bodies = services.GetServices<BodyRegistration>().ToFrozenDictionary(row => row.DefinitionType, row => row.Create(services)),
        RetryStrategies = Table("retry strategy", RetryStrategies.BuiltIn, services),
        ContinueStrategies = Table("continue strategy", ContinueStrategies.BuiltIn, services),
        RateLimiters = Table<IRateLimiterFactory>("rate limiter", [new(RateLimiterNames.Local, services.GetRequiredService<LocalRateLimiterFactory>())], services),
    };

    public static DefinitionJson CreateJson(IServiceProvider services)
    {
        var authentications = services.GetServices<AuthenticationRegistration>().ToArray();
        var bodies = services.GetServices<BodyRegistration>().ToArray();
        var types = new DefinitionTypes(Names("authentication", authentications.Select(row => (row.Name, row.DefinitionType))), Names("body", bodies.Select(row => (row.Name, row.DefinitionType))));
        return new DefinitionJson(types, authentications.Select(row => row.Resolver).Concat(bodies.Select(row => row.Resolver)).OfType<System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver>());
    }

    private static NamedTable<T> Table<T>(string what, KeyValuePair<string, T>[] builtIn, IServiceProvider services)
        where T : class =>
        new(what, builtIn.Concat(services.GetServices<NamedRegistration<T>>().Select(row => new KeyValuePair<string, T>(row.Name, row.Create(services)))));

    private static List<KeyValuePair<string, Type>> Names(string what, IEnumerable<(string Name, Type Type)> rows)
    {
        var names = new List<KeyValuePair<string, Type>>();
        foreach (var (name, type) in rows)
        {
            if (names.Any(known => known.Key == name || known.Value == type))
            {
                throw new InvalidOperationException($"The {what} type \"{name}\" ({type.Name}) is registered twice. Known: {NameList.Of(names.Select(known => known.Key))}.");
            }

            names.Add(new(name, type));
        }

        return names;
    }
}
