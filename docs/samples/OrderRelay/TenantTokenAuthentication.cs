using HttpRequestSteps;

namespace OrderRelay;

/// <summary>What a definition writes: <c>{ "type": "tenantToken", "tenant": "…" }</c>.</summary>
public sealed record TenantTokenAuthentication : StepAuthentication
{
    /// <summary>Whose token to use.</summary>
    public required Text Tenant { get; init; }
}
