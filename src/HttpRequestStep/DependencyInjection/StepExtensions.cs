using System.Collections.Frozen;

namespace HttpRequestSteps;

/// <summary>Everything that is found by name or by type: the built-ins and what the host has added.</summary>
internal sealed class StepExtensions
{
    public required FrozenDictionary<Type, AuthenticationHandler> Authentications { get; init; }

    public required FrozenDictionary<Type, BodySerializer> Bodies { get; init; }

    public required NamedTable<IRetryStrategy> RetryStrategies { get; init; }

    public required NamedTable<IContinueStrategy> ContinueStrategies { get; init; }

    public required NamedTable<IRateLimiterFactory> RateLimiters { get; init; }
}
