namespace HttpRequestSteps;

/// <summary>User name and password, answering the server's challenge without sending the password (RFC 7616: MD5, SHA-256 and their <c>-sess</c> variants, <c>qop</c> <c>auth</c> or none). Type <c>digest</c>.</summary>
/// <remarks>The first request to an origin goes without credentials; the server's challenge is answered by the same request once more, and its nonce is used again by those that follow.</remarks>
public sealed record DigestAuthentication : StepAuthentication
{
    /// <summary>The user name; not empty, no control characters.</summary>
    public required Text Username { get; init; }

    /// <summary>The password; not empty, no control characters; always redacted.</summary>
    public required Text Password { get; init; }
}
