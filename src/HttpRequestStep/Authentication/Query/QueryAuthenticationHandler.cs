namespace HttpRequestSteps;

internal sealed class QueryAuthenticationHandler : AuthenticationHandler<QueryAuthentication>
{
    protected override void Validate(QueryAuthentication authentication, DefinitionContext context) => CredentialParameters.Validate(authentication.Query, context);

    protected override ValueTask ApplyAsync(QueryAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        CredentialParameters.Apply(authentication.Query, context);
        return default;
    }
}
