namespace HttpRequestSteps;

/// <summary>A step that did not succeed, thrown only where it was asked for (<see cref="StepResult.EnsureSucceeded"/>).</summary>
public sealed class HttpRequestStepException : Exception
{
    internal HttpRequestStepException(StepResult result)
        : base(result.Failure?.Message ?? "The step did not succeed.")
    {
        Result = result;
    }

    /// <summary>The whole result: status, headers, body, attempts.</summary>
    public StepResult Result { get; }
}
