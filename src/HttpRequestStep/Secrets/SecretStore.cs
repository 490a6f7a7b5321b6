namespace HttpRequestSteps;

/// <summary>Asks the resolvers, the host's before the settings.</summary>
internal sealed class SecretStore(IEnumerable<ISecretResolver> resolvers, TimeProvider time)
{
    /// <summary>The longest that a vault may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

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
                var asking = resolver.ResolveAsync(name, cancellationToken);
                var answer = asking.IsCompletedSuccessfully ? asking.Result : await asking.AsTask().WaitAsync(Timeout, time, cancellationToken).ConfigureAwait(false);
                if (answer is not null)
                {
                    return answer;
                }
            }
            catch (TimeoutException)
            {
                throw new StepFailureException(FailureKind.Template, DeliveryCertainty.NotSent, $"The secret \"{name}\" could not be read: the vault did not answer within {Timeout.TotalSeconds:0} s.");
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // A vault's own words may hold the secret or its address.
                throw new StepFailureException(FailureKind.Template, DeliveryCertainty.NotSent, $"The secret \"{name}\" could not be read: {exception.GetType().Name}.", exception);
            }
        }

        return null;
    }
}
