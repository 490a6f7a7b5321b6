namespace OrderRelay;

/// <summary>Where a real host would ask its vault.</summary>
public interface ITenantTokens
{
    /// <summary>The token of a tenant, or null.</summary>
    ValueTask<string?> FindAsync(string tenant, CancellationToken cancellationToken);
}

/// <summary>Tokens from the configuration section <c>TenantTokens</c>.</summary>
public sealed class ConfiguredTenantTokens(IConfiguration configuration) : ITenantTokens
{
    /// <inheritdoc/>
    public ValueTask<string?> FindAsync(string tenant, CancellationToken cancellationToken) => new(configuration["TenantTokens:" + tenant]);
}
