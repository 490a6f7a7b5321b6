using System.Net;
using Polly;

namespace HttpRequestSteps;

/// <summary>Link 3, once a step: the only loop. A Polly pipeline decides and waits; every attempt is a fresh message; failures become values here.</summary>
internal sealed class RetryDelegatingHandler(TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        var run = new Run(this, execution, request, cancellationToken);
        if (execution.Plan.TotalTimeout is not { } total)
        {
            return await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }

        execution.TotalDeadline = time.GetUtcNow() + total;
        using var clock = new AttemptClock(total, time, cancellationToken);
        return await run.ExecuteAsync(clock.Token).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    /// <summary>One run of the loop.</summary>
    private sealed class Run(RetryDelegatingHandler link, StepExecution execution, HttpRequestMessage first, CancellationToken caller)
    {
        private HttpResponseMessage? _response;

        public async Task<HttpResponseMessage> ExecuteAsync(CancellationToken cancellationToken)
        {
            if (execution.Plan.Retry.MaxAttempts == 1)
            {
                await AttemptAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await LoopAsync(cancellationToken).ConfigureAwait(false);
            }

            // The links above read the execution; a failure without an answer still needs a message to return.
            return _response ?? new HttpResponseMessage(HttpStatusCode.BadGateway);
        }

        private async Task LoopAsync(CancellationToken cancellationToken)
        {
            var context = ResilienceContextPool.Shared.Get(cancellationToken);
            try
            {
                await execution.Plan.Retry.Pipeline.ExecuteAsync(static (context, run) => run.AttemptAsync(context.CancellationToken), context, this).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Cancelled between two attempts: the last outcome stands, unless it was the caller's wish.
                if (caller.IsCancellationRequested)
                {
                    execution.Failure = TransportFailures.Cancelled(execution.Failure?.Delivery ?? DeliveryCertainty.NotSent);
                }
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }

        private async ValueTask<AttemptVerdict> AttemptAsync(CancellationToken cancellationToken)
        {
            execution.BeginAttempt();
            _response?.Dispose();
            _response = null;
            try
            {
                var message = execution.Attempts.Count == 0 ? first : execution.CreateMessage();
                _response = await link.SendOnceAsync(message, cancellationToken).ConfigureAwait(false);
                execution.Failure = execution.Answer?.Failure;
            }
            catch (Exception exception)
            {
                execution.Failure = TransportFailures.Explain(exception, execution, caller, cancellationToken);
                if (execution.Failure.Kind is not (FailureKind.TooLarge or FailureKind.Unreadable) && !execution.HeadArrived)
                {
                    execution.Answer = null;
                }
            }

            return Judge();
        }

        private AttemptVerdict Judge()
        {
            var failure = execution.Failure;
            var answer = execution.Answer;
            var outcome = new AttemptOutcome(
                answer?.StatusCode, failure?.Kind, failure?.Delivery ?? DeliveryCertainty.Answered, execution.Request.Method, execution.Attempts.Count + 1);
            var remaining = execution.TotalDeadline - link.Now;
            var verdict = execution.Plan.Retry.Judge(outcome, answer?.RetryAfter ?? [], answer?.Date, execution.Request.IdempotencyKey is not null, remaining);
            if (verdict.RetryAt is { } retryAt)
            {
                execution.Failure = failure! with { RetryAt = retryAt };
            }

            execution.EndAttempt(outcome, verdict);
            return verdict;
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
