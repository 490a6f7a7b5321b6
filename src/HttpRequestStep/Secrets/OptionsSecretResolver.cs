namespace HttpRequestSteps;

/// <summary>The default: the section <c>Secrets</c> of the settings, so that environment variables and user secrets work.</summary>
internal sealed class OptionsSecretResolver(SettingsStore settings) : ISecretResolver
{
    public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var secrets = settings.Current.Options.Secrets;
        return ValueTask.FromResult(secrets.TryGetValue(name, out var value) ? value : OfAnotherCase(secrets, name));
    }

    /// <summary>Names of configuration ignore case: an environment variable may be written in capitals.</summary>
    private static string? OfAnotherCase(IDictionary<string, string> secrets, string name) =>
        secrets.FirstOrDefault(secret => secret.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
