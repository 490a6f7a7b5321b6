namespace HttpRequestSteps;

/// <summary>Link 1, once a step: one span, one log line, one measurement, whatever happens below.</summary>
internal sealed class TelemetryDelegatingHandler(StepTelemetry telemetry) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        telemetry.IsListenedTo ? SendObservedAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendObservedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        using var observation = telemetry.Start(execution);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        observation.Complete();
        return response;
    }
}
