using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>Registers HTTP request steps with a host.</summary>
public static class HttpRequestStepsServiceCollectionExtensions
{
    /// <summary>Adds the executor (<see cref="IHttpRequestStepExecutor"/>) and the reader (<see cref="StepReader"/>). Calling it again adds nothing twice.</summary>
    public static HttpRequestStepsBuilder AddHttpRequestSteps(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(HttpRequestStepsMarker)))
        {
            return new HttpRequestStepsBuilder(services);
        }

        services.AddSingleton<HttpRequestStepsMarker>();
        AddCore(services);
        AddTables(services);
        StepClient.AddLinks(services);
        StepClient.AddTo(services);
        return new HttpRequestStepsBuilder(services);
    }

    /// <summary>Adds steps with the settings of a configuration section, usually <c>HttpRequestSteps</c>; they are checked when the host starts and followed when they change.</summary>
    public static HttpRequestStepsBuilder AddHttpRequestSteps(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var builder = services.AddHttpRequestSteps();
        services.AddSingleton<IConfigureOptions<HttpRequestStepsOptions>>(provider => new ConfigureFromSection(section, provider.GetRequiredService<DefinitionJson>(), provider.GetRequiredService<SettingsCompiler>()));
        services.AddSingleton<IOptionsChangeTokenSource<HttpRequestStepsOptions>>(new ConfigurationChangeTokenSource<HttpRequestStepsOptions>(section));
        return builder;
    }

    /// <summary>Adds steps with settings written in code.</summary>
    public static HttpRequestStepsBuilder AddHttpRequestSteps(this IServiceCollection services, Action<HttpRequestStepsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddHttpRequestSteps();
        services.Configure(configure);
        return builder;
    }

    private static void AddCore(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Chance>();
        services.TryAddSingleton<ClientNonces>();
        services.TryAddSingleton<IFileStore, NoFileStore>();
        services.TryAddSingleton<LocalRateLimiterFactory>();
        services.TryAddSingleton<RetryAllowances>();
        services.TryAddSingleton<Circuits>();
        services.TryAddSingleton<SettingsCompiler>();
        services.TryAddSingleton<SettingsStore>();
        services.TryAddSingleton<OptionsSecretResolver>();
        services.TryAddSingleton(static provider => new SecretStore([.. provider.GetServices<ISecretResolver>(), provider.GetRequiredService<OptionsSecretResolver>()], provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SettingsReader>();
        services.TryAddSingleton<StepPlanner>();
        services.TryAddSingleton<StepPreparer>();
        services.TryAddSingleton<RequestRenderer>();
        services.TryAddSingleton<ResponseReader>();
        services.TryAddSingleton<StepTelemetry>();
        services.TryAddSingleton<AddressResolver>();
        services.TryAddSingleton<TransportPool>();
        services.TryAddSingleton<TransportWarnings>();
        services.TryAddSingleton<CertificateTexts>();
        services.TryAddSingleton<TransportSelector>();
        services.TryAddSingleton<IOAuth2TokenStore, MemoryTokenStore>();
        services.TryAddSingleton<TokenEndpoint>();
        services.TryAddSingleton<GuardedTokenStore>();
        services.TryAddSingleton<TokenFetcher>();
        services.TryAddSingleton<TokenCache>();
        services.TryAddSingleton(static provider => new OAuth2Authorization(
            provider.GetRequiredService<StepPreparer>(), provider.GetRequiredService<TokenEndpoint>(), provider.GetRequiredService<TokenCache>(), provider.GetRequiredService<GuardedTokenStore>()));
        services.TryAddSingleton<IHttpRequestStepExecutor, HttpRequestStepExecutor>();
        services.TryAddSingleton(static provider => new ConnectionTester(provider.GetRequiredService<IHttpRequestStepExecutor>(), provider.GetRequiredService<SettingsStore>()));
        services.TryAddSingleton(static provider => new StepReader(
            provider.GetRequiredService<DefinitionJson>(), provider.GetRequiredService<IHttpRequestStepExecutor>().Validate));
        services.AddOptions<HttpRequestStepsOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpRequestStepsOptions>, SettingsValidator>();
    }

    private static void AddTables(IServiceCollection services)
    {
        foreach (var row in BuiltIns.Authentications)
        {
            services.AddSingleton(row);
        }

        foreach (var row in BuiltIns.Bodies)
        {
            services.AddSingleton(row);
        }

        services.TryAddSingleton(BuiltIns.CreateJson);
        services.TryAddSingleton(BuiltIns.CreateExtensions);
    }

    private sealed class HttpRequestStepsMarker;
}
