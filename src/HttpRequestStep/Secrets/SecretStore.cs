namespace HttpRequestSteps;

/// <summary>Asks the resolvers, the host's before the settings.</summary>
internal sealed class SecretStore(IEnumerable<ISecretResolver> resolvers)
{
    private readonly ISecretResolver[] _resolvers = [.. resolvers];

    /// <summary>The values of the named secrets.</summary>
    /// <exception cref="StepFailureException">One is not known, or a resolver failed.</exception>
    public async ValueTask<IReadOnlyDictionary<string, object?>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?>(names.Count, StringComparer.Ordinal);
        foreach (var name in names)
        {
            values[name] = await ResolveAsync(name, cancellationToken).ConfigureAwait(false)
                ?? throw new StepFailureException(FailureKind.Template, DeliveryCertainty.NotSent, $"The secret \"{name}\" is not known; add it to the settings (HttpRequestSteps:Secrets:{name}) or to the host's vault.");
        }

        return values;
    }

    private async ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var resolver in _resolvers)
        {
            try
            {
                if (await resolver.ResolveAsync(name, cancellationToken).ConfigureAwait(false) is { } value)
                {
                    return value;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A vault's own words may hold the secret or its address.
                throw new StepFailureException(FailureKind.Template, DeliveryCertainty.NotSent, $"The secret \"{name}\" could not be read: {exception.GetType().Name}.", exception);
            }
        }

        return null;
    }
}
