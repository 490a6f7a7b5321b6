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

        var now = time.GetUtcNow();
        transport.NextLook = now.AddDays(1);
        if (transport.Profile.Tls.SkipsVerification)
        {
            Unverified();
        }

        if (transport.ClientCertificate is { } certificate && certificate.NotAfter.ToUniversalTime() - now.UtcDateTime is var left && left < Notice)
        {
            Expires(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), certificate.NotAfter.ToUniversalTime(), left < TimeSpan.Zero ? "has expired" : "expires soon");
        }
    }

    [LoggerMessage(StepEventIds.CertificateExpires, LogLevel.Warning, "The client certificate \"{Subject}\" {State}: {NotAfter:O}")]
    private partial void Expires(string subject, DateTime notAfter, string state);

    [LoggerMessage(StepEventIds.Unverified, LogLevel.Warning, "A step calls servers without verifying their certificate (tls.skipVerification): whoever sits on the way can read and change everything")]
    private partial void Unverified();
}
