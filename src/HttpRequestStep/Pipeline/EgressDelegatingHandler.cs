namespace HttpRequestSteps;

/// <summary>Link 9, every wire request: the last look at where it goes. The addresses are judged again where they are dialled.</summary>
internal sealed class EgressDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var proxy = execution.Transport.For(request.RequestUri!).Proxy;
        Check(execution.Transport.Egress, request.RequestUri!, proxy is not null);
        if (proxy is not null)
        {
            Check(execution.Transport.Egress, proxy.Uri, viaProxy: false);
        }

        execution.Requested(request.RequestUri!);
        return base.SendAsync(request, cancellationToken);
    }

    private static void Check(EgressPolicy policy, Uri uri, bool viaProxy)
    {
        if (policy.CheckUri(uri, viaProxy) is { Allowed: false } verdict)
        {
            throw new StepFailureException(FailureKind.Blocked, DeliveryCertainty.NotSent, verdict.Reason);
        }
    }
}
