namespace HttpRequestSteps;

/// <summary>Says which failures are tried again. Register with <c>AddRetryStrategy</c>; definitions name it in <c>onFailure.retry</c>.</summary>
/// <remarks>It is asked only about failures that could get better, and only while there are attempts left. Must be thread-safe.</remarks>
public interface IRetryStrategy
{
    /// <summary>Whether this failure is tried again.</summary>
    bool ShouldRetry(in AttemptOutcome outcome);
}
