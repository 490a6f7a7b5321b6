namespace HttpRequestSteps;

/// <summary>User name and password in UTF-8 (RFC 7617). Type <c>basic</c>.</summary>
public sealed record BasicAuthentication : StepAuthentication
{
    /// <summary>The user name; must not hold a colon.</summary>
    public required Text Username { get; init; }

    /// <summary>The password; always redacted.</summary>
    public required Text Password { get; init; }
}
