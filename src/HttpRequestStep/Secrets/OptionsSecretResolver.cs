using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>The default: the section <c>Secrets</c> of the settings, so that environment variables and user secrets work.</summary>
internal sealed class OptionsSecretResolver(IOptionsMonitor<HttpRequestStepsOptions> options) : ISecretResolver
{
    public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(options.CurrentValue.Secrets.TryGetValue(name, out var value) ? value : null);
}
