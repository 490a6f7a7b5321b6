namespace HttpRequestSteps;

internal sealed class HeaderAuthenticationHandler : AuthenticationHandler<HeaderAuthentication>
{
    protected override void Validate(HeaderAuthentication authentication, DefinitionContext context) => CredentialHeaders.Validate(authentication.Headers, context);

    protected override ValueTask ApplyAsync(HeaderAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        CredentialHeaders.Apply(authentication.Headers, context);
        return default;
    }
}
