using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HttpRequestSteps;

/// <summary>Makes the socket handler of one profile: no automatic redirects, no cookies, no ambient proxy, no trace headers; addresses are judged where they are dialled.</summary>
internal static class SocketTransport
{
    /// <summary>Until a connection is ready, the handshake and a tunnel included; the dialler has a clock of its own for the first part.</summary>
    public static readonly TimeSpan ConnectTimeout = 2 * Dialer.ConnectTimeout;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The extended key usage serverAuth (RFC 5280).</summary>
    private static readonly Oid ServerUsage = new("1.3.6.1.5.5.7.3.1");

    public static SocketsHttpHandler Create(TransportProfile profile, Dialer dialer)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectCallback = dialer.ConnectAsync,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = 64,
            PlaintextStreamFilter = dialer.MarkConnected,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            UseProxy = profile.Proxy is not null,
        };
        if (profile.Proxy is { } proxy)
        {
            handler.Proxy = CreateProxy(proxy);
        }

        if (profile.Tls is { } tls)
        {
            Apply(handler.SslOptions, tls);
        }

        return handler;
    }

    private static WebProxy CreateProxy(ProxyAddress proxy) => new(new UriBuilder(proxy.Type == ProxyType.Socks5 ? "socks5" : Uri.UriSchemeHttp, proxy.Host, proxy.Port).Uri)
    {
        Credentials = proxy.Username is null ? null : new NetworkCredential(proxy.Username, proxy.Password ?? string.Empty),
    };

    private static void Apply(SslClientAuthenticationOptions options, TlsMaterial tls)
    {
        if (CertificateLoader.Client(tls) is { } client)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(client[0], client, offline: true);
        }

        if (tls.SkipsVerification)
        {
#pragma warning disable CA5359 // The host application has allowed it, and its log says so.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            return;
        }

        var trusted = CertificateLoader.Trusted(tls);
        if (trusted.Count > 0)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Validate(certificate, chain, errors, trusted);
        }
    }

    /// <summary>The system's trust or the private authorities; the host name must match in either case. Throws to say which of them failed.</summary>
    private static bool Validate(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new AuthenticationException(nameof(SslPolicyErrors.RemoteCertificateNameMismatch));
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // Else whoever has a client certificate of the same authority could pose as the server.
        chain.ChainPolicy.ApplicationPolicy.Add(ServerUsage);
        foreach (var element in presented?.ChainElements.AsEnumerable() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf)
            ? true
            : throw new AuthenticationException(string.Join(", ", chain.ChainStatus.Select(status => status.Status.ToString()).Append(nameof(SslPolicyErrors.RemoteCertificateChainErrors))));
    }
}
