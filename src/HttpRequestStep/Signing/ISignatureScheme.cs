namespace HttpRequestSteps;

/// <summary>A signing definition, compiled: it signs a message as it stands and adds the headers. Chosen when the step is planned.</summary>
internal interface ISignatureScheme
{
    /// <exception cref="StepAuthenticationException">There is no signature.</exception>
    ValueTask SignAsync(SigningContext context, CancellationToken cancellationToken);
}
