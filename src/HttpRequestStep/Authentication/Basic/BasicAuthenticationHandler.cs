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

        context.SetAuthorization("Basic", username, context.Render(authentication.Password), static (username, password) => Encode(username, password!));
        return default;
    }

    private static string Encode(string username, string password)
    {
        var length = Encoding.UTF8.GetMaxByteCount(username.Length + password.Length + 1);
        var bytes = length <= 512 ? stackalloc byte[512] : new byte[length];
        var written = Encoding.UTF8.GetBytes(username, bytes);
        bytes[written++] = (byte)':';
        written += Encoding.UTF8.GetBytes(password, bytes[written..]);
        return Convert.ToBase64String(bytes[..written]);
    }
}
