using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps;

/// <summary>Adds a host's own implementations to the extension points. Each is one name in one table; a name given twice stops the host at start.</summary>
public sealed class HttpRequestStepsBuilder
{
    private const string Reflects = "Without a JsonTypeInfo the record's properties are found by reflection; pass one from a JsonSerializerContext when trimming.";

    internal HttpRequestStepsBuilder(IServiceCollection services)
    {
        Services = services;
    }

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The named client that carries the chain: handlers added here run last, on each wire request; a primary handler set here replaces the sockets.</summary>
    public IHttpClientBuilder HttpClient => Services.AddHttpClient(StepClient.Name);

    /// <summary>Adds an authentication type: <c>"authentication": { "type": "name", … }</c>.</summary>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public HttpRequestStepsBuilder AddAuthentication<TAuthentication, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name)
        where TAuthentication : StepAuthentication
        where THandler : AuthenticationHandler<TAuthentication> =>
        AddAuthentication<TAuthentication, THandler>(name, new DefaultJsonTypeInfoResolver());

    /// <summary>Adds an authentication type whose record has a generated JSON contract.</summary>
    public HttpRequestStepsBuilder AddAuthentication<TAuthentication, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name, IJsonTypeInfoResolver resolver)
        where TAuthentication : StepAuthentication
        where THandler : AuthenticationHandler<TAuthentication>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.TryAddSingleton<THandler>();
        Services.AddSingleton(new AuthenticationRegistration(name, typeof(TAuthentication), static services => services.GetRequiredService<THandler>(), resolver));
        return this;
    }

    /// <summary>Adds a body type: <c>"body": { "type": "name", … }</c>.</summary>
    [RequiresUnreferencedCode(Reflects)]
    [RequiresDynamicCode(Reflects)]
    public HttpRequestStepsBuilder AddBodySerializer<TBody, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSerializer>(string name)
        where TBody : StepBody
        where TSerializer : BodySerializer<TBody> =>
        AddBodySerializer<TBody, TSerializer>(name, new DefaultJsonTypeInfoResolver());

    /// <summary>Adds a body type whose record has a generated JSON contract.</summary>
    public HttpRequestStepsBuilder AddBodySerializer<TBody, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSerializer>(string name, IJsonTypeInfoResolver resolver)
        where TBody : StepBody
        where TSerializer : BodySerializer<TBody>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.TryAddSingleton<TSerializer>();
        Services.AddSingleton(new BodyRegistration(name, typeof(TBody), static services => services.GetRequiredService<TSerializer>(), resolver));
        return this;
    }

    /// <summary>Adds a retry strategy: <c>"onFailure": { "retry": "name" }</c>.</summary>
    public HttpRequestStepsBuilder AddRetryStrategy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(string name)
        where TStrategy : class, IRetryStrategy => AddNamed<IRetryStrategy, TStrategy>(name);

    /// <summary>Adds a continue strategy: <c>"onFailure": { "continue": "name" }</c>.</summary>
    public HttpRequestStepsBuilder AddContinueStrategy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStrategy>(string name)
        where TStrategy : class, IContinueStrategy => AddNamed<IContinueStrategy, TStrategy>(name);

    /// <summary>Adds a rate limiter: <c>"RateLimiter": "name"</c> in a connection.</summary>
    public HttpRequestStepsBuilder AddRateLimiter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFactory>(string name)
        where TFactory : class, IRateLimiterFactory => AddNamed<IRateLimiterFactory, TFactory>(name);

    /// <summary>Adds a secret resolver; the first added is asked first, the settings last.</summary>
    /// <param name="lifetime">How long a value is kept before the resolver is asked again; null asks for every execution.</param>
    public HttpRequestStepsBuilder AddSecretResolver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TResolver>(TimeSpan? lifetime = null)
        where TResolver : class, ISecretResolver
    {
        Services.TryAddSingleton<TResolver>();
        Services.AddSingleton<ISecretResolver>(services => lifetime is { } time
            ? new CachedSecretResolver(services.GetRequiredService<TResolver>(), time, services.GetRequiredService<TimeProvider>())
            : services.GetRequiredService<TResolver>());
        return this;
    }

    /// <summary>Sets where the tokens of accounts are kept.</summary>
    public HttpRequestStepsBuilder AddTokenStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IOAuth2TokenStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IOAuth2TokenStore, TStore>());
        return this;
    }

    /// <summary>Sets the file store.</summary>
    public HttpRequestStepsBuilder AddFileStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IFileStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IFileStore, TStore>());
        return this;
    }

    /// <summary>Sets a folder as the file store; references are plain names inside it.</summary>
    public HttpRequestStepsBuilder AddFileStore(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Services.Replace(ServiceDescriptor.Singleton<IFileStore>(services => new DirectoryFileStore(directory, services.GetRequiredService<TimeProvider>())));
        return this;
    }

    private HttpRequestStepsBuilder AddNamed<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(string name)
        where TService : class
        where TImplementation : class, TService
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.TryAddSingleton<TImplementation>();
        Services.AddSingleton(new NamedRegistration<TService>(name, static services => services.GetRequiredService<TImplementation>()));
        return this;
    }
}
