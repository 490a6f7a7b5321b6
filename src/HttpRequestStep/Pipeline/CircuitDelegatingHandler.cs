using System.Globalization;
using System.Runtime.ExceptionServices;

namespace HttpRequestSteps;

/// <summary>Between retries and redirects: an attempt over a connection whose circuit is open is not made.</summary>
internal sealed class CircuitDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        return execution.Plan.Connection?.Circuit is { } circuit
            ? SendAsync(circuit, request, execution, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(Circuit circuit, HttpRequestMessage request, StepExecution execution, CancellationToken cancellationToken)
    {
        if (await circuit.TryAsync(() => AttemptAsync(request, execution, cancellationToken), cancellationToken).ConfigureAwait(false) is { } outcome)
        {
            outcome.Exception?.Throw();
            return outcome.Response!;
        }

        var retryAt = circuit.RetryAt;
        throw new StepFailureException(FailureKind.RateLimited, DeliveryCertainty.NotSent, string.Create(
            CultureInfo.InvariantCulture,
            $"The circuit of the connection \"{execution.Plan.Connection!.Name}\" is open: too many of its requests failed (CircuitBreaker). Nothing was sent; one request is let through on trial at {retryAt:HH:mm:ss} UTC."))
        {
            RetryAt = retryAt,
        };
    }

    private async ValueTask<CircuitOutcome> AttemptAsync(HttpRequestMessage request, StepExecution execution, CancellationToken cancellationToken)
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return new CircuitOutcome(Judge(execution, execution.Answer?.Failure), response, null);
        }
        catch (Exception exception)
        {
            return new CircuitOutcome(Judge(execution, TransportFailures.Explain(exception, execution, cancellationToken)), null, ExceptionDispatchInfo.Capture(exception));
        }
    }

    private static CircuitNews Judge(StepExecution execution, StepFailure? failure)
    {
        var delivery = failure?.Delivery ?? DeliveryCertainty.Answered;
        var outcome = new AttemptOutcome(execution.Answer?.StatusCode, failure?.Kind, delivery, execution.Request.Method, execution.Attempts.Count + 1);
        return execution.Answer?.IsLost == true ? CircuitNews.None
            : outcome.IsServerError ? CircuitNews.Bad
            : delivery == DeliveryCertainty.Answered ? CircuitNews.Good
            : CircuitNews.None;
    }
}
