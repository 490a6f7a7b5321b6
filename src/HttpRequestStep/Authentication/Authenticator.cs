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
        catch (Exception exception) when (IsForeign(exception))
        {
            throw NoCredentials(exception, DeliveryCertainty.NotSent);
        }
    }

    /// <summary>Whether the scheme answers a refusal, so that the request is worth sending again.</summary>
    public static async ValueTask<bool> IsAnsweredAsync(
        AuthenticationHandler handler, StepAuthentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await handler.AnswerRefusalAsync(authentication, context, response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsForeign(exception))
        {
            throw NoCredentials(exception, DeliveryCertainty.Answered);
        }
    }

    private static bool IsForeign(Exception exception) => exception is not (OperationCanceledException or TemplateException or StepFailureException);

    private static StepFailureException NoCredentials(Exception exception, DeliveryCertainty delivery)
    {
        // A handler's own words are shown; a foreign exception may quote what it tried to send.
        var reason = exception is StepAuthenticationException ? exception.Message : $"the authentication handler failed with {exception.GetType().Name}.";
        return new StepFailureException(FailureKind.Authentication, delivery, $"No credentials: {reason}", exception);
    }
}
