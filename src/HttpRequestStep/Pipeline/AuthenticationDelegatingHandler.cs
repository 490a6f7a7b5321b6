namespace HttpRequestSteps;

/// <summary>Link 7, every wire request: credentials, after the wait so that tokens are fresh; bound to their origin; without them no call.</summary>
internal sealed class AuthenticationDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var message = (StepRequestMessage)request;
        var execution = message.Execution;
        CheckConnection(message);
        if (execution.Plan.AuthenticationHandler is not { } handler || message.HasLeftOrigin)
        {
            return base.SendAsync(request, cancellationToken);
        }

        var applying = Authenticator.ApplyAsync(handler, execution.Plan.Authentication!, new AuthenticationContext(request, execution.Render), cancellationToken);
        return applying.IsCompletedSuccessfully ? base.SendAsync(request, cancellationToken) : SendAfterAsync(applying, request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAfterAsync(ValueTask applying, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await applying.ConfigureAwait(false);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a connection carries may only go to the hosts it allows; a hop elsewhere carries none of it.</summary>
    private static void CheckConnection(StepRequestMessage message)
    {
        var execution = message.Execution;
        if (!message.HasLeftOrigin && execution.Plan.Connection is { HasCredentials: true } connection && !connection.Allows(message.RequestUri!, execution.ConnectionOrigin))
        {
            throw new StepFailureException(
                FailureKind.Blocked, DeliveryCertainty.NotSent, $"The connection \"{connection.Name}\" may not be used with {message.RequestUri!.Authority}; its AllowedHosts (or BaseUrl) say where what it carries may go, and a port that is not the usual one is written there too.");
        }
    }
}
