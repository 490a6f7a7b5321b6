namespace HttpRequestSteps;

/// <summary>Finds the value of a secret by its name, as late as possible. Register with <c>AddSecretResolver</c>.</summary>
public interface ISecretResolver
{
    /// <summary>The value of the secret, or null when this resolver does not know it; the next one is then asked.</summary>
    /// <param name="name">The name, as in <c>{{ secrets.NAME }}</c>.</param>
    /// <param name="cancellationToken">Ends with the step.</param>
    ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken);
}
