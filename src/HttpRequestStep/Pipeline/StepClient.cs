using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps;

/// <summary>The chain, written once, top to bottom. A test reads it back.</summary>
internal static class StepClient
{
    public const string Name = "HttpRequestSteps";

    public static IHttpClientBuilder AddTo(IServiceCollection services) => services
        .AddHttpClient(Name)
        .RemoveAllLoggers()
        .AddHttpMessageHandler<TelemetryDelegatingHandler>()
        .AddHttpMessageHandler<ContinueDelegatingHandler>()
        .AddHttpMessageHandler<RetryDelegatingHandler>()
        .AddHttpMessageHandler<CircuitDelegatingHandler>()
        .AddHttpMessageHandler<RedirectDelegatingHandler>()
        .AddHttpMessageHandler<ChallengeDelegatingHandler>()
        .AddHttpMessageHandler<RateLimitDelegatingHandler>()
        .AddHttpMessageHandler<AttemptDelegatingHandler>()
        .AddHttpMessageHandler<AuthenticationDelegatingHandler>()
        .AddHttpMessageHandler<SigningDelegatingHandler>()
        .AddHttpMessageHandler<EgressDelegatingHandler>()
        .ConfigurePrimaryHttpMessageHandler<TransportRouter>();

    public static void AddLinks(IServiceCollection services)
    {
        services.TryAddTransient<TelemetryDelegatingHandler>();
        services.TryAddTransient<ContinueDelegatingHandler>();
        services.TryAddTransient<RetryDelegatingHandler>();
        services.TryAddTransient<CircuitDelegatingHandler>();
        services.TryAddTransient<RedirectDelegatingHandler>();
        services.TryAddTransient<ChallengeDelegatingHandler>();
        services.TryAddTransient<RateLimitDelegatingHandler>();
        services.TryAddTransient<AttemptDelegatingHandler>();
        services.TryAddTransient<AuthenticationDelegatingHandler>();
        services.TryAddTransient<SigningDelegatingHandler>();
        services.TryAddTransient<EgressDelegatingHandler>();
        services.TryAddTransient<TransportRouter>();
    }
}
