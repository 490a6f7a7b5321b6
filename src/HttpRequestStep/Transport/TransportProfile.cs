using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Everything that decides whether two requests may share a socket: proxy, certificates, egress policy. Compared by value.</summary>
internal sealed record TransportProfile(ProxyAddress? Proxy, TlsMaterial? Tls, EgressPolicy Egress, bool UsesAmbientProxy = false)
{
    public bool Equals(TransportProfile? other) =>
        other is not null && Proxy == other.Proxy && Tls?.Key == other.Tls?.Key && Egress.Key == other.Egress.Key && UsesAmbientProxy == other.UsesAmbientProxy;

    /// <summary>The profile for one address: a proxy may not be for every host.</summary>
    public TransportProfile For(Uri uri)
    {
        if (Proxy is not null)
        {
            return Proxy.Bypass.Covers(uri) ? this with { Proxy = null, UsesAmbientProxy = false } : this;
        }

        return UsesAmbientProxy && AmbientProxy.For(uri) is { } ambient ? this with { Proxy = ambient } : this;
    }

    /// <summary>The profile for another origin than the one the client certificate was meant for.</summary>
    public TransportProfile WithoutClientCertificate() => Tls is { HasClientCertificate: true } ? this with { Tls = Tls.WithoutClientCertificate() } : this;

    public override int GetHashCode() => HashCode.Combine(Proxy, Tls?.Key, Egress.Key, UsesAmbientProxy);
}

/// <summary>A proxy without templates.</summary>
internal sealed record ProxyAddress(ProxyType Type, string Host, int Port, string? Username, string? Password, ProxyBypass Bypass)
{
    /// <summary>As the egress policy judges it.</summary>
    public Uri Uri { get; } = new UriBuilder(System.Uri.UriSchemeHttp, Host, Port).Uri;

    // The password must not come out through a record's own ToString.
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>Certificates without templates; they stay text until a socket handler needs them.</summary>
internal sealed class TlsMaterial(string? pem, string? key, string? pfx, string? password, IReadOnlyList<string> trusted, bool skipsVerification = false)
{
    public string? Pem => pem;

    public string? PrivateKey => key;

    public string? Pfx => pfx;

    public string? Password => password;

    public IReadOnlyList<string> Trusted => trusted;

    /// <summary>Whether any certificate of the server will do.</summary>
    public bool SkipsVerification => skipsVerification;

    public bool HasClientCertificate => pem is not null || pfx is not null;

    public TlsMaterial? WithoutClientCertificate() => trusted.Count > 0 || skipsVerification ? new TlsMaterial(null, null, null, null, trusted, skipsVerification) : null;

    /// <summary>A digest of all of it: profiles are kept for long, secrets should not be their keys.</summary>
    public string Key { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [pem, key, pfx, password, skipsVerification ? "skip" : null, .. trusted]))));
}
