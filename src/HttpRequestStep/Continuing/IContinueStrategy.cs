namespace HttpRequestSteps;

/// <summary>Says after which final failures the flow goes on. Register with <c>AddContinueStrategy</c>; definitions name it in <c>onFailure.continue</c>.</summary>
/// <remarks>Must be thread-safe.</remarks>
public interface IContinueStrategy
{
    /// <summary>Whether the flow goes on after this failure.</summary>
    bool ShouldContinue(in AttemptOutcome outcome);
}
