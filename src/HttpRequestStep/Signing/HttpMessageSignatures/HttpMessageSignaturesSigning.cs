namespace HttpRequestSteps;

/// <summary>HTTP message signatures (RFC 9421) in the headers <c>Signature-Input</c> and <c>Signature</c>, over parts of the request that are chosen. Type <c>httpMessageSignatures</c>.</summary>
public sealed record HttpMessageSignaturesSigning : StepSigning
{
    /// <summary>The name by which the receiver finds the key.</summary>
    public required Text KeyId { get; init; }

    /// <summary>The shared secret of <c>hmac-sha256</c>; always redacted.</summary>
    /// <value>Default: none; then there is a <see cref="PrivateKey"/>.</value>
    public Text? Secret { get; init; }

    /// <summary>How the bytes of the secret are written.</summary>
    /// <value>Default: <see cref="SecretEncoding.Text"/>.</value>
    public SecretEncoding SecretEncoding { get; init; }

    /// <summary>The private key in PEM, without a password: Ed25519, elliptic curve (P-256, P-384) or RSA (2048 bits or more); always redacted.</summary>
    /// <value>Default: none; then there is a <see cref="Secret"/>.</value>
    public Text? PrivateKey { get; init; }

    /// <summary>The algorithm.</summary>
    /// <value>Default: that of the key; <c>rsa-pss-sha512</c> for RSA.</value>
    public HttpSignatureAlgorithm? Algorithm { get; init; }

    /// <summary>What is signed: names of headers, and <c>@method</c>, <c>@target-uri</c>, <c>@authority</c>, <c>@scheme</c>, <c>@request-target</c>, <c>@path</c>, <c>@query</c>, <c>@query-param;name="x"</c>.</summary>
    /// <value>Default: <c>@method</c> and <c>@target-uri</c>, and <c>content-digest</c> when there is a body.</value>
    public IReadOnlyList<string>? Components { get; init; }

    /// <summary>The label of the signature in its headers.</summary>
    /// <value>Default: <c>sig1</c>.</value>
    public string Label { get => field ?? "sig1"; init; }

    /// <summary>How long the signature holds.</summary>
    /// <value>Default: it does not say.</value>
    public TimeSpan? Expires { get; init; }

    /// <summary>Whether each signature carries a random nonce.</summary>
    /// <value>Default: false.</value>
    public bool Nonce { get; init; }

    /// <summary>A tag that tells the application the signature is for.</summary>
    /// <value>Default: none.</value>
    public Text? Tag { get; init; }
}
