namespace HttpRequestSteps;

/// <summary>Client certificate and trusted authorities of a step or connection.</summary>
public sealed record StepTls
{
    /// <summary>The certificate the client shows when the server asks for one.</summary>
    /// <value>Default: none.</value>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>Certificates (PEM) of authorities that are trusted beside the system's; at most 10 MB each.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<Text>? TrustedCertificates { get; init; }

    /// <summary>Whether any certificate of the server will do. Only where the host application allows it (<see cref="EgressOptions.AllowUnverifiedTls"/>), and with a warning in its log.</summary>
    /// <value>Default: false.</value>
    public bool SkipVerification { get; init; }
}
