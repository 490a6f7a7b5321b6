namespace HttpRequestSteps;

/// <summary>Definition and variables → the parameters of a token.</summary>
internal static class OAuth2Clients
{
    /// <exception cref="StepAuthenticationException">A parameter that is needed renders to nothing.</exception>
    public static OAuth2Client Render(OAuth2Authentication authentication, AuthenticationContext context)
    {
        var tokenUrl = Url(authentication.TokenUrl, "tokenUrl", context);
        return new OAuth2Client
        {
            Connection = context.Connection,
            Grant = authentication.Grant,
            TokenUrl = tokenUrl,
            RefreshUrl = authentication.RefreshUrl is { } refreshUrl ? Url(refreshUrl, "refreshUrl", context) : tokenUrl,
            ClientId = Required(authentication.ClientId, "clientId", context),
            ClientSecret = Secret(authentication.ClientSecret, "clientSecret", context),
            Authentication = authentication.ClientAuthentication,
            PrivateKey = Secret(authentication.PrivateKey, "privateKey", context),
            KeyId = Plain(authentication.KeyId, context),
            Scope = Scope(authentication.Scopes, context),
            Audience = Plain(authentication.Audience, context),
            Username = Plain(authentication.Username, context),
            Password = Secret(authentication.Password, "password", context),
            RefreshToken = Secret(authentication.RefreshToken, "refreshToken", context),
            Account = authentication.Account is { } account ? Required(account, "account", context) : null,
            TokenRequest = OAuth2Values.Of(authentication.TokenRequest, context),
            RefreshRequest = OAuth2Values.Of(authentication.RefreshRequest, context),
        };
    }

    /// <exception cref="StepAuthenticationException">It renders to nothing.</exception>
    /// <exception cref="TemplateException">It is no URL.</exception>
    public static string Url(Text text, string name, AuthenticationContext context) => context.RenderUrl(text) is { Length: > 0 } url ? url : throw Empty(name);

    private static string Scope(IReadOnlyList<Text>? scopes, AuthenticationContext context) =>
        scopes is null ? string.Empty : string.Join(' ', scopes.Select(context.RenderPlain).Where(scope => scope.Length > 0));

    private static string? Plain(Text? text, AuthenticationContext context) => text is null ? null : context.RenderPlain(text);

    private static string Required(Text text, string name, AuthenticationContext context) =>
        context.RenderPlain(text) is { Length: > 0 } value ? value : throw Empty(name);

    private static string? Secret(Text? text, string name, AuthenticationContext context) =>
        text is null ? null : context.Render(text) is { Length: > 0 } value ? value : throw Empty(name);

    private static StepAuthenticationException Empty(string name) => new($"The \"{name}\" of the authentication renders to nothing.");
}
