namespace HttpRequestSteps;

/// <summary>Link 2, once a step: judges the final outcome. Retry and continue are independent.</summary>
internal sealed class ContinueDelegatingHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        execution.Outcome = execution.Failure is null ? StepOutcome.Succeeded : Judge(execution);
        return response;
    }

    private static StepOutcome Judge(StepExecution execution)
    {
        var failure = execution.Failure!;
        var outcome = new AttemptOutcome(execution.Answer?.StatusCode, failure.Kind, failure.Delivery, execution.Request.Method, execution.Attempts.Count);
        return execution.Plan.Continue.ShouldContinue(outcome) ? StepOutcome.Continued : StepOutcome.Failed;
    }
}
