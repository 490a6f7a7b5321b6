namespace HttpRequestSteps;

/// <summary>Runs an authentication handler; whatever it throws means that there are no credentials.</summary>
internal static class Authenticator
{
    public static async ValueTask ApplyAsync(AuthenticationHandler handler, StepAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        try
        {
            await handler.ApplyAuthenticationAsync(authentication, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or TemplateException or StepFailureException))
        {
            // A handler's own words are shown; a foreign exception may quote what it tried to send.
            var reason = exception is StepAuthenticationException ? exception.Message : $"the authentication handler failed with {exception.GetType().Name}.";
            throw new StepFailureException(FailureKind.Authentication, DeliveryCertainty.NotSent, $"No credentials: {reason}", exception);
        }
    }
}
