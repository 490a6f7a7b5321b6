using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>Why a step failed: a closed list, shared by results, retry rules, logs and metrics.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>The server answered with a status that does not count as success.</summary>
    Status,

    /// <summary>No connection could be made.</summary>
    Connect,

    /// <summary>The host name could not be resolved.</summary>
    Dns,

    /// <summary>The TLS handshake failed: certificate, host name or protocol.</summary>
    Tls,

    /// <summary>The proxy could not be reached, refused or denied.</summary>
    Proxy,

    /// <summary>The attempt, or all of them together, took too long.</summary>
    Timeout,

    /// <summary>The connection was closed or reset before the answer began.</summary>
    Reset,

    /// <summary>A redirect that could not be followed: a loop, the limit, a downgrade, a bad Location, or a body that would have to be replayed to another origin.</summary>
    Redirect,

    /// <summary>The egress policy does not let the step go there.</summary>
    Blocked,

    /// <summary>The request or the answer is larger than its limit.</summary>
    TooLarge,

    /// <summary>The answer, head or body, is malformed, truncated or does not parse.</summary>
    Unreadable,

    /// <summary>The body does not meet the response schema.</summary>
    Schema,

    /// <summary>A template failed: a missing variable, or a value that is refused in its place.</summary>
    Template,

    /// <summary>No credentials could be obtained.</summary>
    Authentication,

    /// <summary>No permit came in time, or the circuit of the connection is open.</summary>
    RateLimited,

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>The definition is invalid.</summary>
    Invalid,
}
