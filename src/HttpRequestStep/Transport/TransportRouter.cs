namespace HttpRequestSteps;

/// <summary>The primary handler of the named client: sends a request through the pooled transport of its profile.</summary>
internal sealed class TransportRouter(TransportPool pool) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var hasLeft = ((StepRequestMessage)request).HasLeftOrigin;
        var profile = execution.Transport.For(request.RequestUri!);
        var transport = pool.Rent(hasLeft ? profile.WithoutClientCertificate() : profile);
        execution.UseTransport(transport);
        return transport.SendAsync(request, cancellationToken);
    }
}
