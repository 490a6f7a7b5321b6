using System.Security.Cryptography;
using System.Text;

namespace HttpRequestSteps;

/// <summary>Everything that decides whether two requests may share a socket: proxy, certificates, egress policy. Compared by value.</summary>
internal sealed record TransportProfile(ProxyAddress? Proxy, TlsMaterial? Tls, EgressPolicy Egress)
{
    public bool Equals(TransportProfile? other) =>
        other is not null && Proxy == other.Proxy && Tls?.Key == other.Tls?.Key && Egress.Key == other.Egress.Key;

    /// <summary>The profile for another origin than the one the client certificate was meant for.</summary>
    public TransportProfile WithoutClientCertificate() =>
        Tls is { HasClientCertificate: true } ? this with { Tls = Tls.Trusted.Count > 0 ? new TlsMaterial(null, null, null, null, Tls.Trusted) : null } : this;

    public override int GetHashCode() => HashCode.Combine(Proxy, Tls?.Key, Egress.Key);
}

/// <summary>A proxy without templates.</summary>
internal sealed record ProxyAddress(string Host, int Port, string? Username, string? Password)
{
    public Uri Uri { get; } = new UriBuilder(System.Uri.UriSchemeHttp, Host, Port).Uri;

    // The password must not come out through a record's own ToString.
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>Certificates without templates; they stay text until a socket handler needs them.</summary>
internal sealed class TlsMaterial(string? pem, string? key, string? pfx, string? password, IReadOnlyList<string> trusted)
{
    public string? Pem => pem;

    public string? PrivateKey => key;

    public string? Pfx => pfx;

    public string? Password => password;

    public IReadOnlyList<string> Trusted => trusted;

    public bool HasClientCertificate => pem is not null || pfx is not null;

    /// <summary>A digest of all of it: profiles are kept for long, secrets should not be their keys.</summary>
    public string Key { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', [pem, key, pfx, password, .. trusted]))));
}
