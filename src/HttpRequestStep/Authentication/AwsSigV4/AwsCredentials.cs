namespace HttpRequestSteps;

/// <summary>The credentials of a request, rendered and found fit.</summary>
internal sealed class AwsCredentials
{
    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    public string? SessionToken { get; init; }

    public required string Region { get; init; }

    public required string Service { get; init; }

    /// <exception cref="StepAuthenticationException">They cannot be credentials.</exception>
    public static AwsCredentials Render(AwsSigV4Authentication authentication, AuthenticationContext context) => new()
    {
        AccessKeyId = InHeader("access key id", context.Render(authentication.AccessKeyId)),
        SecretAccessKey = CredentialRules.Checked("The secret access key", context.Render(authentication.SecretAccessKey)),
        SessionToken = authentication.SessionToken is { } token ? CredentialRules.Checked("The session token", context.Render(token)) : null,
        Region = Name("region", context.RenderPlain(authentication.Region)),
        Service = Name("service", context.RenderPlain(authentication.Service)),
    };

    /// <summary>Why this cannot be the name of a region or a service, or null.</summary>
    public static string? RefusesName(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        ? null
        : "must not be empty and holds letters, digits, \"-\", \"_\" and \".\" only";

    // In the header it stands between an equals sign and a slash.
    private static string InHeader(string what, string value) => CredentialRules.Checked($"The {what}", value).AsSpan().ContainsAny(" /,=")
        ? throw new StepAuthenticationException($"The {what} holds a character that no {what} can hold: a blank, \"/\", \",\" or \"=\".")
        : value;

    private static string Name(string what, string value) => RefusesName(value) is { } reason
        ? throw new StepAuthenticationException($"The {what} {reason}.")
        : value;
}
