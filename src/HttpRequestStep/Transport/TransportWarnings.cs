using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps;

/// <summary>What an operator should know of a transport: told when it is made, and once a day while it is in use.</summary>
internal sealed partial class TransportWarnings(ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>How long before its end a client certificate is worth a warning.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    private readonly ILogger _logger = loggers.CreateLogger(StepDiagnostics.SourceName);

    public void Look(PooledTransport transport)
    {
        if (transport.Profile.Tls is null || transport.NextLook > time.GetUtcNow())
        {
            return;
        }

        transport.NextLook = time.GetUtcNow().AddDays(1);
        try
        {
            Warn(transport);
        }
        catch (Exception)
        {
            // A log that cannot be written is no reason to keep a request from being sent.
        }
    }

    private void Warn(PooledTransport transport)
    {
        if (transport.Profile.Tls is { SkipsVerification: true })
        {
            Unverified();
        }

        if (transport.ClientCertificate is { } certificate && certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime is var left && left < Notice)
        {
            Expires(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), certificate.NotAfter.ToUniversalTime(), left < TimeSpan.Zero ? "has expired" : "expires soon");
        }
    }

    [LoggerMessage(StepEventIds.CertificateExpires, LogLevel.Warning, "The client certificate \"{Subject}\" {State}: {NotAfter:O}")]
    private partial void Expires(string subject, DateTime notAfter, string state);

    [LoggerMessage(StepEventIds.Unverified, LogLevel.Warning, "A step calls servers without verifying their certificate (tls.skipVerification): whoever sits on the way can read and change everything")]
    private partial void Unverified();
}
