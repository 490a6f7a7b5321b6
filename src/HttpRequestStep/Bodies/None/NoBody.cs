namespace HttpRequestSteps;

/// <summary>No body. Type <c>none</c>.</summary>
public sealed record NoBody : StepBody;
