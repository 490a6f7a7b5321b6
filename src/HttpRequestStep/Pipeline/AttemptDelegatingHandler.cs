namespace HttpRequestSteps;

/// <summary>Link 6, every wire request: the time budget of the attempt, from after the wait for a permit to the last byte of the body, which is read here.</summary>
internal sealed class AttemptDelegatingHandler(ResponseReader reader, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var clock = execution.Clock ??= AttemptClock.Start(Budget(execution), time, cancellationToken);
        try
        {
            var response = await base.SendAsync(request, clock.Token).ConfigureAwait(false);
            execution.HeadArrived = true;
            await ReadAsync(response, execution, clock.Token).ConfigureAwait(false);
            return response;
        }
        finally
        {
            execution.ReleaseTransport();
        }
    }

    /// <summary>The timeout, or what is left of the total timeout if that is less.</summary>
    private static TimeSpan Budget(StepExecution execution)
    {
        var timeout = execution.Plan.Timeout;
        if (execution.Remaining is not { } remaining || remaining >= timeout)
        {
            return timeout;
        }

        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private async ValueTask ReadAsync(HttpResponseMessage response, StepExecution execution, CancellationToken cancellationToken)
    {
        try
        {
            execution.Answer = Answer.Head(response);
            if (!RedirectRules.WillFollow(execution.Plan, response))
            {
                await reader.ReadAsync(response, execution.Answer, execution, cancellationToken).ConfigureAwait(false);
            }

            // What is left unread is not worth a wait: the connection is closed instead.
            response.Content.Dispose();
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
