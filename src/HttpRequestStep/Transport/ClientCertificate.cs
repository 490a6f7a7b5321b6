namespace HttpRequestSteps;

/// <summary>A client certificate: <see cref="Pem"/> with <see cref="Key"/>, or <see cref="Pfx"/>.</summary>
public sealed record ClientCertificate
{
    /// <summary>The certificate as PEM text, its chain after it.</summary>
    /// <value>Default: none.</value>
    public Text? Pem { get; init; }

    /// <summary>The private key as PEM text, encrypted or not; always redacted.</summary>
    /// <value>Default: none; it may also stand in <see cref="Pem"/>.</value>
    public Text? Key { get; init; }

    /// <summary>A PKCS #12 file as base64; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? Pfx { get; init; }

    /// <summary>The password of the key or of the PKCS #12 file; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? Password { get; init; }
}
