namespace HttpRequestSteps;

internal sealed class NoAuthenticationHandler : AuthenticationHandler<NoAuthentication>
{
    protected override ValueTask ApplyAsync(NoAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken) => default;
}
