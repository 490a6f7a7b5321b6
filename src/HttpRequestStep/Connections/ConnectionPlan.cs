using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>A connection, validated and compiled.</summary>
internal sealed class ConnectionPlan
{
    public required string Name { get; init; }

    public required StepConnection Definition { get; init; }

    public required CompiledTexts Texts { get; init; }

    public required IReadOnlyList<HostPattern> AllowedHosts { get; init; }

    public RateLimiter? Limiter { get; init; }

    public required RetryAllowance RetryAllowance { get; init; }

    public Circuit? Circuit { get; init; }

    public CompiledText? BaseUrl => Texts.TryFind(Definition.BaseUrl);

    /// <summary>Whether anything of the connection must not reach a host that it does not allow.</summary>
    public bool HasCredentials => CarriesCredentials(Definition);

    /// <inheritdoc cref="HasCredentials"/>
    public static bool CarriesCredentials(StepConnection definition) =>
        definition.Authentication is not (null or NoAuthentication) || definition.Signing is not null || definition.Tls?.ClientCertificate is not null || definition.Headers?.Count > 0 || definition.Query?.Count > 0;

    /// <summary>Whether what the connection carries may go to this address.</summary>
    public bool Allows(Uri uri, Origin? origin)
    {
        if (AllowedHosts.Count == 0)
        {
            return origin?.Covers(uri) == true;
        }

        // What is meant for an encrypted connection does not go over another one.
        if (uri.Scheme == Uri.UriSchemeHttp && Definition.BaseUrl?.Value.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true)
        {
            return false;
        }

        foreach (var host in AllowedHosts)
        {
            if (host.Matches(uri))
            {
                return true;
            }
        }

        return false;
    }
}
