using HttpRequestSteps;

namespace OrderRelay;

/// <summary>Gets the tenant's token and puts it onto the request. Asked for every wire request, so a token can be refreshed between two attempts.</summary>
public sealed class TenantTokenHandler(ITenantTokens tokens) : AuthenticationHandler<TenantTokenAuthentication>
{
    /// <inheritdoc/>
    protected override async ValueTask ApplyAsync(TenantTokenAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        var tenant = context.RenderPlain(authentication.Tenant);
        var token = await tokens.FindAsync(tenant, cancellationToken)
            ?? throw new StepAuthenticationException($"There is no token for the tenant \"{tenant}\".");
        context.SetAuthorization("Tenant", token);
    }
}
