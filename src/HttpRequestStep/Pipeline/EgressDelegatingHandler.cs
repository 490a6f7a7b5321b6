namespace HttpRequestSteps;

/// <summary>Link 9, every wire request: the last look at where it goes. The addresses are judged again where they are dialled.</summary>
internal sealed class EgressDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var verdict = execution.Transport.Egress.CheckUri(request.RequestUri!);
        if (!verdict.Allowed)
        {
            throw new StepFailureException(FailureKind.Blocked, DeliveryCertainty.NotSent, verdict.Reason);
        }

        execution.Requested(request.RequestUri!);
        return base.SendAsync(request, cancellationToken);
    }
}
