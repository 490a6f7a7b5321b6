namespace HttpRequestSteps;

/// <summary>Executes steps. Thread-safe; one for the whole host.</summary>
public interface IHttpRequestStepExecutor
{
    /// <summary>Renders, sends and reads one step, trying again as the definition says.</summary>
    /// <param name="step">The definition. Keep the instance: its compiled plan is found again by reference.</param>
    /// <param name="input">The variables it is rendered with.</param>
    /// <param name="cancellationToken">Cancels; the result then has the kind <see cref="FailureKind.Cancelled"/> and holds the attempts made so far.</param>
    /// <returns>What happened. It does not throw for a failure, be it HTTP, template, definition or cancellation; see <see cref="StepResult.EnsureSucceeded"/>.</returns>
    Task<StepResult> ExecuteAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default);

    /// <summary>Renders the request that <see cref="ExecuteAsync"/> would send first, credentials redacted; sends nothing and asks no egress policy.</summary>
    /// <exception cref="HttpRequestStepException">The definition is invalid or a template failed; the exception carries the result.</exception>
    Task<RenderedRequestPreview> RenderAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default);

    /// <summary>Checks a definition without network: every error at once.</summary>
    IReadOnlyList<DefinitionError> Validate(HttpRequestStep step);
}
