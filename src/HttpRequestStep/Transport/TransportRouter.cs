namespace HttpRequestSteps;

/// <summary>The primary handler of the named client: sends a request through the pooled transport of its profile.</summary>
internal sealed class TransportRouter(TransportPool pool) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var hasLeft = ((StepRequestMessage)request).HasLeftOrigin;
        var transport = pool.Rent(hasLeft ? execution.Transport.WithoutClientCertificate() : execution.Transport);
        execution.UseTransport(transport);
        return transport.SendAsync(request, cancellationToken);
    }
}
