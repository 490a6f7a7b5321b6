namespace HttpRequestSteps;

/// <summary>Link 8, every wire request: signs the final headers and body, anew each time; never for another origin.</summary>
internal sealed class SigningDelegatingHandler(TimeProvider time) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var message = (StepRequestMessage)request;
        return message.Execution.Plan.Signing is { } scheme && !message.HasLeftOrigin
            ? SignAndSendAsync(scheme, message, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SignAndSendAsync(ISignatureScheme scheme, StepRequestMessage message, CancellationToken cancellationToken)
    {
        var execution = message.Execution;
        await scheme.SignAsync(new SigningContext(message, execution.Request.Id, execution.Render, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return await base.SendAsync(message, cancellationToken).ConfigureAwait(false);
    }
}
