namespace HttpRequestSteps;

/// <summary>Whose answer to a challenge it is.</summary>
internal readonly record struct DigestCredentials(string Username, string Password)
{
    /// <exception cref="StepAuthenticationException">They cannot be credentials.</exception>
    public static DigestCredentials Render(DigestAuthentication authentication, AuthenticationContext context) => new(
        CredentialRules.Checked("The user name", context.Render(authentication.Username)),
        CredentialRules.Checked("The password", context.Render(authentication.Password)));

    /// <summary>Composed characters, as RFC 7616 wants them where the server says UTF-8.</summary>
    public DigestCredentials Normalized() => new(Username.Normalize(), Password.Normalize());

    public override string ToString() => Username;
}
