using System.Diagnostics.CodeAnalysis;

namespace HttpRequestSteps;

/// <summary>A step as it was read, or every reason why it could not be.</summary>
public sealed class StepReadResult
{
    internal StepReadResult(HttpRequestStep? step, IReadOnlyList<DefinitionError> errors)
    {
        Step = errors.Count == 0 ? step : null;
        Errors = errors;
    }

    /// <summary>The step, or null when there are errors.</summary>
    public HttpRequestStep? Step { get; }

    /// <summary>Every error, in the order of the file.</summary>
    public IReadOnlyList<DefinitionError> Errors { get; }

    /// <summary>Whether the step is valid.</summary>
    [MemberNotNullWhen(true, nameof(Step))]
    public bool IsValid => Step is not null;
}
