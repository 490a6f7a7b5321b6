using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>A proxy. Through an HTTP proxy https targets go with CONNECT; a SOCKS 5 proxy carries all.</summary>
public sealed record StepProxy
{
    /// <summary>What the proxy speaks.</summary>
    /// <value>Default: <see cref="ProxyType.Http"/>.</value>
    public ProxyType Type { get; init; }

    /// <summary>The proxy's host name or address.</summary>
    public required Text Host { get; init; }

    /// <summary>The proxy's port.</summary>
    /// <value>1 to 65535.</value>
    public required int Port { get; init; }

    /// <summary>Hosts that are called without it: <c>name</c> or <c>*.name</c>, with an optional port.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string>? Bypass { get; init; }

    /// <summary>The user name for Basic proxy authentication.</summary>
    /// <value>Default: none.</value>
    public Text? Username { get; init; }

    /// <summary>The password for Basic proxy authentication; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? Password { get; init; }
}

/// <summary>What a proxy speaks.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ProxyType>))]
public enum ProxyType
{
    /// <summary>HTTP, with CONNECT for https.</summary>
    Http,

    /// <summary>SOCKS 5 (RFC 1928); the proxy resolves the names.</summary>
    Socks5,
}
