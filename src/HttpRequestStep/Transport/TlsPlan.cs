namespace HttpRequestSteps;

/// <summary>TLS of a step beside that of its connection, by part: who the client is, and whom it trusts. What the step does not say, the connection's stands.</summary>
internal sealed record TlsPlan(ClientCertificate? Client, bool IsClientOfStep, IReadOnlyList<Text> Trusted, bool SkipsVerification, bool IsTrustOfStep)
{
    public static TlsPlan? Of(StepTls? step, StepTls? connection)
    {
        if ((step ?? connection) is null)
        {
            return null;
        }

        var client = step?.ClientCertificate;
        var trust = step is { TrustedCertificates: not null } or { SkipVerification: true } ? step : null;
        var trusting = trust ?? connection;
        return new TlsPlan(client ?? connection?.ClientCertificate, client is not null, trusting?.TrustedCertificates ?? [], trusting?.SkipVerification == true, trust is not null);
    }
}
