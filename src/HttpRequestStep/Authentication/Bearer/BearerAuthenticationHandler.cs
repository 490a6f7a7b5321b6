namespace HttpRequestSteps;

internal sealed class BearerAuthenticationHandler : AuthenticationHandler<BearerAuthentication>
{
    protected override ValueTask ApplyAsync(BearerAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        var token = context.Render(authentication.Token);
        if (string.IsNullOrWhiteSpace(token))
        {
            throw new StepAuthenticationException("The bearer token is empty.");
        }

        context.SetAuthorization("Bearer", token);
        return default;
    }
}
