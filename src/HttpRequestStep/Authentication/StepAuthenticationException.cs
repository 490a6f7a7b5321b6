namespace HttpRequestSteps;

/// <summary>Thrown by an authentication handler to say in its own words why there are no credentials.</summary>
public sealed class StepAuthenticationException : Exception
{
    /// <summary>A reason; it is shown to the person who configured the step, secrets redacted.</summary>
    public StepAuthenticationException(string message)
        : base(message)
    {
    }

    /// <summary>A reason with its cause; only the reason is shown.</summary>
    public StepAuthenticationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
