namespace HttpRequestSteps;

/// <summary>An HMAC (RFC 2104) over any payload, in any header. Type <c>hmac</c>.</summary>
/// <remarks>
/// In <see cref="Payload"/> and <see cref="Format"/> there are also: <c>timestamp</c> (Unix seconds), <c>body</c> (the exact bytes sent), <c>method</c>,
/// <c>path</c>, <c>query</c> (without the question mark), <c>url</c>, <c>id</c> (the same on every attempt); in the format <c>signature</c>.
/// </remarks>
public sealed record HmacSigning : SecretSigning
{
    /// <summary>The hash.</summary>
    /// <value>Default: <see cref="HmacAlgorithm.Sha256"/>.</value>
    public HmacAlgorithm Algorithm { get; init; }

    /// <summary>The header that carries the signature.</summary>
    /// <value>Default: <c>X-Signature</c>.</value>
    public string Header { get => field ?? "X-Signature"; init; }

    /// <summary>What is signed.</summary>
    /// <value>Default: <c>{{ timestamp }}.{{ body }}</c>.</value>
    public Text Payload { get => field ?? "{{ timestamp }}.{{ body }}"; init; }

    /// <summary>What the header holds.</summary>
    /// <value>Default: <c>t={{ timestamp }},v1={{ signature }}</c>.</value>
    public Text Format { get => field ?? "t={{ timestamp }},v1={{ signature }}"; init; }

    /// <summary>How the signature is written.</summary>
    /// <value>Default: <see cref="SignatureEncoding.Hex"/>.</value>
    public SignatureEncoding Encoding { get; init; }

    /// <summary>A header that carries the timestamp as well.</summary>
    /// <value>Default: none.</value>
    public string? TimestampHeader { get; init; }
}
