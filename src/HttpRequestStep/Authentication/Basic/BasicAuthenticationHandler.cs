using System.Text;

namespace HttpRequestSteps;

internal sealed class BasicAuthenticationHandler : AuthenticationHandler<BasicAuthentication>
{
    protected override void Validate(BasicAuthentication authentication, DefinitionContext context)
    {
        if (authentication.Username.Value.Contains(':', StringComparison.Ordinal) && !authentication.Username.Value.Contains("{{", StringComparison.Ordinal))
        {
            context.Report("username", "A user name must not hold a colon (RFC 7617).");
        }
    }

    protected override ValueTask ApplyAsync(BasicAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        var username = context.Render(authentication.Username);
        if (username.Contains(':', StringComparison.Ordinal))
        {
            throw new StepAuthenticationException("The user name holds a colon, which Basic authentication cannot carry (RFC 7617).");
        }

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{context.Render(authentication.Password)}"));
        context.SetAuthorization("Basic", credentials);
        return default;
    }
}
