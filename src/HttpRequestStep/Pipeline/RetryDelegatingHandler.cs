using System.Net;
using Polly;

namespace HttpRequestSteps;

/// <summary>Link 3, once a step: the only loop. A Polly pipeline decides and waits; every attempt is a fresh message; failures become values here.</summary>
internal sealed class RetryDelegatingHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        return new Run(this, execution, request, cancellationToken).ExecuteAsync();
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);

    /// <summary>One run of the loop.</summary>
    private sealed class Run(RetryDelegatingHandler link, StepExecution execution, HttpRequestMessage first, CancellationToken caller)
    {
        private HttpResponseMessage? _response;
        private AttemptVerdict? _known;

        public async Task<HttpResponseMessage> ExecuteAsync()
        {
            // The loop is entered with the first verdict in hand: a step that succeeds at once costs no pipeline.
            var verdict = await AttemptAsync().ConfigureAwait(false);
            if (verdict.Retry)
            {
                _known = verdict;
                await LoopAsync().ConfigureAwait(false);
            }

            // The links above read the execution; a failure without an answer still needs a message to return.
            return _response ?? new HttpResponseMessage(HttpStatusCode.BadGateway);
        }

        private async ValueTask LoopAsync()
        {
            var context = ResilienceContextPool.Shared.Get(caller);
            try
            {
                await execution.Plan.Retry.Pipeline.ExecuteAsync(static (_, run) => run.NextAsync(), context, this).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (caller.IsCancellationRequested)
            {
                // Cancelled between two attempts.
                execution.Failure = TransportFailures.Cancelled(execution.Failure?.Delivery ?? DeliveryCertainty.NotSent);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }

        private ValueTask<AttemptVerdict> NextAsync()
        {
            if (_known is not { } verdict)
            {
                return AttemptAsync();
            }

            _known = null;
            return new(verdict);
        }

        private async ValueTask<AttemptVerdict> AttemptAsync()
        {
            execution.BeginAttempt();
            _response?.Dispose();
            _response = null;
            try
            {
                var message = execution.Attempts.Count == 0 ? first : execution.CreateMessage();
                _response = await link.SendOnceAsync(message, caller).ConfigureAwait(false);
                execution.Failure = execution.Answer?.Failure;
            }
            catch (Exception exception)
            {
                execution.Failure = TransportFailures.Explain(exception, execution, caller);
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
            var verdict = execution.Plan.Retry.Judge(outcome, answer?.RetryAfter ?? [], answer?.Date, execution.Request.IdempotencyKey is not null, execution.Remaining);
            if (verdict.RetryAt is { } retryAt)
            {
                execution.Failure = failure! with { RetryAt = retryAt };
            }

            execution.EndAttempt(outcome, verdict);
            return verdict;
        }
    }
}
