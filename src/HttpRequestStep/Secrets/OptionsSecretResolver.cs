namespace HttpRequestSteps;

/// <summary>The default: the section <c>Secrets</c> of the settings, so that environment variables and user secrets work.</summary>
internal sealed class OptionsSecretResolver(SettingsStore settings) : ISecretResolver
{
    public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(settings.Current.Options.Secrets.TryGetValue(name, out var value) ? value : null);
}
