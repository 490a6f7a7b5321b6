using Microsoft.Extensions.Options;

namespace HttpRequestSteps;

/// <summary>The straight line: prepare, send through the chain, make the result.</summary>
internal sealed class HttpRequestStepExecutor(StepPreparer preparer, StepPlanner planner, SettingsStore settings, IHttpMessageHandlerFactory handlers, StepTelemetry telemetry, TimeProvider time) : IHttpRequestStepExecutor
{
    private volatile Chain? _last;

    public async Task<StepResult> ExecuteAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        StepExecution execution;
        try
        {
            execution = await preparer.PrepareAsync(step, input ?? StepInput.Empty, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOurs(exception))
        {
            var result = NotSent(step, TransportFailures.BeforeSending(exception, cancellationToken));
            telemetry.NotSent(step, result.Outcome, result.Failure!);
            return result;
        }

        using (execution.Request)
        {
            if (input?.Delivery?.BeforeSending is { } before)
            {
                await before(execution, cancellationToken).ConfigureAwait(false);
            }

            using var response = await Invoker().SendAsync(execution.CreateMessage(), cancellationToken).ConfigureAwait(false);
            return execution.ToResult();
        }
    }

    public async Task<RenderedRequestPreview> RenderAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        try
        {
            var execution = await preparer.PrepareAsync(step, input ?? StepInput.Empty, cancellationToken).ConfigureAwait(false);
            using (execution.Request)
            {
                return await RequestPreview.CreateAsync(execution, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsOurs(exception) && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new HttpRequestStepException(NotSent(step, TransportFailures.BeforeSending(exception, cancellationToken)));
        }
    }

    public IReadOnlyList<DefinitionError> Validate(HttpRequestStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return planner.Plan(step, settings.Current).Errors;
    }

    /// <summary>The factory hands out the same handler until it rotates; so does this the invoker around it.</summary>
    private HttpMessageInvoker Invoker()
    {
        var handler = handlers.CreateHandler(StepClient.Name);
        var last = _last;
        if (last is null || !ReferenceEquals(last.Handler, handler))
        {
            _last = last = new Chain(handler, new HttpMessageInvoker(handler, disposeHandler: false));
        }

        return last.Invoker;
    }

    private sealed record Chain(HttpMessageHandler Handler, HttpMessageInvoker Invoker);

    /// <summary>Whatever a template, a file, a vault or a host's serializer throws becomes a result, its own cancellations too; settings that do not hold are the host's mistake.</summary>
    private static bool IsOurs(Exception exception) => exception is not OptionsValidationException;

    /// <summary>What could not be sent can still be what the flow goes on after, if the definition says so.</summary>
    private StepResult NotSent(HttpRequestStep step, StepFailure failure)
    {
        var outcome = new AttemptOutcome(null, failure.Kind, failure.Delivery, HttpMethod.Get, 0);
        var continues = failure.Kind != FailureKind.Invalid && planner.Plan(step, settings.Current).Plan?.Continue.ShouldContinue(outcome) == true;
        return new StepResult { Outcome = continues ? StepOutcome.Continued : StepOutcome.Failed, Failure = failure };
    }
}
