namespace HttpRequestSteps;

/// <summary>No credentials, not even the connection's. Type <c>none</c>.</summary>
public sealed record NoAuthentication : StepAuthentication;
