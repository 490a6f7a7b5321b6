namespace HttpRequestSteps;

/// <summary>An HTTP proxy; https targets go through it with CONNECT.</summary>
public sealed record StepProxy
{
    /// <summary>The proxy's host name or address.</summary>
    public required Text Host { get; init; }

    /// <summary>The proxy's port.</summary>
    /// <value>1 to 65535.</value>
    public required int Port { get; init; }

    /// <summary>The user name for Basic proxy authentication.</summary>
    /// <value>Default: none.</value>
    public Text? Username { get; init; }

    /// <summary>The password for Basic proxy authentication; always redacted.</summary>
    /// <value>Default: none.</value>
    public Text? Password { get; init; }
}
