namespace HttpRequestSteps;

/// <summary>Between redirects and permits: a request whose credentials were refused is sent once more, through the links below, if its scheme has an answer to that.</summary>
internal sealed class ChallengeDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var message = (StepRequestMessage)request;
        return message.Execution.Plan.AuthenticationHandler is { AnswersRefusalsNow: true } handler && !message.HasLeftOrigin
            ? SendAsync(handler, message, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(AuthenticationHandler handler, StepRequestMessage message, CancellationToken cancellationToken)
    {
        var execution = message.Execution;
        var response = await base.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var context = new AuthenticationContext(message, execution.Render);
        if (await Authenticator.IsAnsweredAsync(handler, execution.Plan.Authentication!, context, response, cancellationToken).ConfigureAwait(false))
        {
            response.Dispose();
            execution.BeginRepeat(message.RequestUri!);
            response = await base.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }

        handler.NoteAnswer(context, response);
        return response;
    }
}
