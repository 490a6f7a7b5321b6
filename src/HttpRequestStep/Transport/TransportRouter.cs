namespace HttpRequestSteps;

/// <summary>The primary handler of the named client: sends a request through the pooled transport of its profile.</summary>
internal sealed class TransportRouter(TransportPool pool) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        if (request.Content is null && !RetryPlan.IsIdempotent(request.Method))
        {
            // The framework sends again by itself what has no content, when a connection breaks that was used before. An empty content looks the same on the wire.
            request.Content = new ByteArrayContent([]);
        }

        var hasLeft = ((StepRequestMessage)request).HasLeftOrigin;
        var profile = execution.Transport.For(request.RequestUri!);
        var transport = pool.Rent(hasLeft ? profile.WithoutClientCertificate() : profile);
        execution.UseTransport(transport);
        return transport.SendAsync(request, cancellationToken);
    }
}
