namespace HttpRequestSteps;

/// <summary>How the final bytes of a request are signed, so that the receiver can tell who sent them.</summary>
public abstract record StepSigning;
