using System.Net;
using Polly;

namespace HttpRequestSteps;

/// <summary>Link 3, once a step: the only loop. A Polly pipeline decides and waits; every attempt is a fresh message; failures become values here.</summary>
internal sealed class RetryDelegatingHandler(RetryAllowances allowances) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        execution.BeginAttempt();
        if (execution.Plan.Retry.MaxAttempts > 1)
        {
            allowances.Of(execution).Offer();
        }

        var sending = base.SendAsync(request, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return SendAsync(sending, execution, cancellationToken);
        }

        var verdict = Judge(execution);
        return verdict.Retry ? AgainAsync(sending.Result, verdict, execution, cancellationToken) : sending;
    }

    private async Task<HttpResponseMessage> SendAsync(Task<HttpResponseMessage> first, StepExecution execution, CancellationToken cancellationToken)
    {
        var response = await ReceiveAsync(first, execution, cancellationToken).ConfigureAwait(false);
        var verdict = Judge(execution);
        return verdict.Retry
            ? await AgainAsync(response, verdict, execution, cancellationToken).ConfigureAwait(false)
            : response ?? NoResponse();
    }

    /// <summary>The loop is entered with the first verdict in hand: a step that succeeds at once costs no pipeline.</summary>
    private async Task<HttpResponseMessage> AgainAsync(HttpResponseMessage? response, AttemptVerdict verdict, StepExecution execution, CancellationToken cancellationToken)
    {
        var loop = new Loop(this, execution, response, verdict);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            await execution.Plan.Retry.Pipeline.ExecuteAsync(static (context, loop) => loop.NextAsync(context.CancellationToken), context, loop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled between two attempts.
            execution.Failure = TransportFailures.Cancelled(execution.Failure?.Delivery ?? DeliveryCertainty.NotSent);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        return loop.Response ?? NoResponse();
    }

    private async ValueTask<HttpResponseMessage?> AttemptAsync(StepExecution execution, CancellationToken cancellationToken)
    {
        execution.BeginAttempt();
        return await ReceiveAsync(base.SendAsync(execution.CreateMessage(), cancellationToken), execution, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<HttpResponseMessage?> ReceiveAsync(Task<HttpResponseMessage> sending, StepExecution execution, CancellationToken cancellationToken)
    {
        try
        {
            return await sending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            execution.Failure = TransportFailures.Explain(exception, execution, cancellationToken);
            return null;
        }
    }

    private AttemptVerdict Judge(StepExecution execution)
    {
        var answer = execution.Answer;
        var failure = execution.Failure ??= answer?.Failure;
        if (failure is { Delivery: DeliveryCertainty.NotSent } && execution.HasHopped)
        {
            failure = failure with { Delivery = DeliveryCertainty.Unknown };
        }

        var outcome = new AttemptOutcome(
            answer?.StatusCode, failure?.Kind, failure?.Delivery ?? DeliveryCertainty.Answered, execution.Request.Method, execution.Attempts.Count + 1);
        var verdict = answer?.IsLost == true ? AttemptVerdict.Final
            : failure?.RetryAt is { } retryAt ? new AttemptVerdict(false, default, null, retryAt)
            : execution.Plan.Retry.Judge(outcome, answer?.RetryAfter ?? [], answer?.Date, execution.Request.IdempotencyKey is not null, execution.Remaining);
        if (verdict.Retry && !allowances.Of(execution).TryRetry())
        {
            verdict = AttemptVerdict.Denied;
        }

        execution.Failure = failure is null ? null : OfStep(failure, verdict, execution);
        execution.EndAttempt(outcome, verdict);
        return verdict;
    }

    /// <summary>The failure of an attempt as that of the step: what any attempt sent, the step has sent.</summary>
    private static StepFailure OfStep(StepFailure failure, in AttemptVerdict verdict, StepExecution execution)
    {
        var delivery = failure.Delivery == DeliveryCertainty.NotSent && execution.WasSent ? DeliveryCertainty.Unknown : failure.Delivery;
        var more = verdict == AttemptVerdict.Denied ? Denied(execution)
            : verdict.RetryAt is not null && failure.RetryAt is null ? " It asks to come back later than the total timeout allows."
            : string.Empty;

        // A server's reason phrase may hold what it was sent.
        return failure with { Delivery = delivery, RetryAt = verdict.RetryAt, Message = execution.Redact(failure.Message) + more };
    }

    private static string Denied(StepExecution execution) => execution.Plan.Connection is { } connection
        ? $" It was not tried again: the retry budget of the connection \"{connection.Name}\" is spent (RetryBudget of the connection, or Defaults:RetryBudget)."
        : $" It was not tried again: the retry budget of {execution.Request.Uri.Authority} is spent (Defaults:RetryBudget).";

    /// <summary>The links above read the execution; a failure without an answer still needs a message to return.</summary>
    private static HttpResponseMessage NoResponse() => new(HttpStatusCode.BadGateway);

    /// <summary>The attempts of one step, from the first verdict on.</summary>
    private sealed class Loop(RetryDelegatingHandler link, StepExecution execution, HttpResponseMessage? first, AttemptVerdict verdict)
    {
        private AttemptVerdict? _known = verdict;

        public HttpResponseMessage? Response { get; private set; } = first;

        public async ValueTask<AttemptVerdict> NextAsync(CancellationToken cancellationToken)
        {
            if (_known is { } known)
            {
                _known = null;
                return known;
            }

            Response?.Dispose();
            Response = await link.AttemptAsync(execution, cancellationToken).ConfigureAwait(false);
            return link.Judge(execution);
        }
    }
}
