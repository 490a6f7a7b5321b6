namespace HttpRequestSteps;

/// <summary>Credentials as data. Derive a record and register its <see cref="AuthenticationHandler{TAuthentication}"/> to add a scheme.</summary>
public abstract record StepAuthentication;
