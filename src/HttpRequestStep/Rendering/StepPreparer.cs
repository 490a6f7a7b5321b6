namespace HttpRequestSteps;

/// <summary>Step and input → everything that is needed to send: plan, secrets, rendered request, transport; an execution that has not begun.</summary>
internal sealed class StepPreparer(StepPlanner planner, SettingsStore settings, SecretStore secrets, RequestRenderer renderer, TransportSelector transports, TimeProvider time)
{
    private static readonly Dictionary<string, object?> NoSecrets = [];

    public async ValueTask<StepExecution> PrepareAsync(HttpRequestStep step, StepInput input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var planned = planner.Plan(step, settings.Current);
        if (planned.Plan is not { } plan)
        {
            throw new StepFailureException(FailureKind.Invalid, DeliveryCertainty.NotSent, Summary(planned.Errors)) { Errors = planned.Errors };
        }

        var resolved = plan.Secrets.Count == 0 ? NoSecrets : await secrets.ResolveAsync(plan.Secrets, cancellationToken).ConfigureAwait(false);
        var context = CreateContext(plan, input, resolved, cancellationToken);
        foreach (var secret in resolved.Values)
        {
            context.Redactor.Add((string?)secret);
        }

        try
        {
            var request = await renderer.RenderAsync(plan, context, cancellationToken).ConfigureAwait(false);
            var transport = await transports.SelectAsync(plan, context, cancellationToken).ConfigureAwait(false);
            return new StepExecution(context, request, transport, BaseOrigin(plan, context), time);
        }
        catch (Exception exception) when (exception is TemplateException or StepFailureException && !context.Redactor.IsEmpty)
        {
            var failure = exception as StepFailureException;
            throw new StepFailureException(failure?.Kind ?? FailureKind.Template, DeliveryCertainty.NotSent, context.Redactor.Redact(exception.Message));
        }
    }

    private static string Summary(IReadOnlyList<DefinitionError> errors) => errors.Count == 1
        ? $"The definition is invalid: {errors[0]}"
        : $"The definition has {errors.Count} errors, the first: {errors[0]}";

    private static Origin? BaseOrigin(StepPlan plan, RenderContext context) =>
        plan.Connection is not { AllowedHosts.Count: 0 } ? null
        : plan.Url.BaseOrigin is { } written ? written
        : plan.Url.RenderBase(context.Scope) is { } url && StepUri.TryCreate(url) is { } uri ? Origin.Of(uri)
        : null;

    private static RenderContext CreateContext(StepPlan plan, StepInput input, IReadOnlyDictionary<string, object?> resolved, CancellationToken cancellationToken)
    {
        var scope = new TemplateScope
        {
            Input = input,
            RunId = input.RunId,
            Frame = plan.Frame,
            ResolvedSecrets = resolved,
            Cancellation = cancellationToken,
        };
        return new RenderContext(plan, scope);
    }
}
