using System.Threading.RateLimiting;

namespace HttpRequestSteps;

/// <summary>Link 5, every wire request: a permit of the connection, held until the answer is read. Retries and hops count too.</summary>
internal sealed class RateLimitDelegatingHandler(TimeProvider time) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var execution = StepRequestMessage.ExecutionOf(request);
        if (execution.Render.Input.Delivery?.Limiter is { } limiter)
        {
            return SendWithTwoPermitsAsync(limiter, request, execution, cancellationToken);
        }

        return execution.Plan.Connection?.Limiter is { } own
            ? SendWithPermitAsync(own, request, execution, cancellationToken)
            : base.SendAsync(request, cancellationToken);
    }

    /// <summary>The connection's permit last: it is shared, and must not be held while waiting for the other.</summary>
    private async Task<HttpResponseMessage> SendWithTwoPermitsAsync(RateLimiter limiter, HttpRequestMessage request, StepExecution execution, CancellationToken cancellationToken)
    {
        using var lease = await limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (execution.Plan.Connection?.Limiter is { } own)
        {
            return await SendWithPermitAsync(own, request, execution, cancellationToken).ConfigureAwait(false);
        }

        execution.Render.Input.Delivery?.Sending?.Invoke();
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendWithPermitAsync(RateLimiter limiter, HttpRequestMessage request, StepExecution execution, CancellationToken cancellationToken)
    {
        using var lease = await AcquireAsync(limiter, execution, cancellationToken).ConfigureAwait(false);
        execution.Render.Input.Delivery?.Sending?.Invoke();
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RateLimitLease> AcquireAsync(RateLimiter limiter, StepExecution execution, CancellationToken cancellationToken)
    {
        var lease = limiter.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            lease.Dispose();
            lease = await WaitAsync(limiter, execution, cancellationToken).ConfigureAwait(false);
        }

        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw NoPermit(execution, "The rate limit of the connection has no permit left.");
    }

    private async ValueTask<RateLimitLease> WaitAsync(RateLimiter limiter, StepExecution execution, CancellationToken cancellationToken)
    {
        // A permit may be hours away; a step must not wait for it longer than the host lets any attempt take.
        var ceiling = execution.Plan.Settings.Options.Limits.MaxTimeout;
        var isTotal = execution.Remaining < ceiling;
        var longest = isTotal ? Max(execution.Remaining!.Value, TimeSpan.Zero) : ceiling;
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var task = limiter.AcquireAsync(1, giveUp.Token).AsTask();
        try
        {
            return await task.WaitAsync(longest, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            _ = task.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            if (exception is OperationCanceledException)
            {
                throw;
            }

            throw NoPermit(execution, isTotal
                ? "No permit of the connection's rate limit came before the total timeout."
                : $"No permit of the connection's rate limit came within {longest.TotalSeconds:0} s, the host's limit MaxTimeout.");
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static StepFailureException NoPermit(StepExecution execution, string message) =>
        new(FailureKind.RateLimited, DeliveryCertainty.NotSent, $"{message} (connection \"{execution.Plan.Connection!.Name}\")");
}
