namespace HttpRequestSteps;

/// <summary>Link 2, once a step: judges the final outcome. Retry and continue are independent.</summary>
internal sealed class ContinueDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var sending = base.SendAsync(request, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return JudgeAfterAsync(sending, execution);
        }

        execution.Outcome = Judge(execution);
        return sending;
    }

    private static async Task<HttpResponseMessage> JudgeAfterAsync(Task<HttpResponseMessage> sending, StepExecution execution)
    {
        var response = await sending.ConfigureAwait(false);
        execution.Outcome = Judge(execution);
        return response;
    }

    private static StepOutcome Judge(StepExecution execution)
    {
        if (execution.Failure is not { } failure)
        {
            return StepOutcome.Succeeded;
        }

        var outcome = new AttemptOutcome(execution.Answer?.StatusCode, failure.Kind, failure.Delivery, execution.Request.Method, execution.Attempts.Count);
        return execution.Plan.Continue.ShouldContinue(outcome) ? StepOutcome.Continued : StepOutcome.Failed;
    }
}
