namespace HttpRequestSteps;

/// <summary>What each grant needs.</summary>
internal static class OAuth2Rules
{
    public static void Check(OAuth2Authentication authentication, DefinitionContext context)
    {
        CheckUrl(authentication.TokenUrl, "tokenUrl", context);
        CheckUrl(authentication.RefreshUrl, "refreshUrl", context);
        CheckUrl(authentication.AuthorizationUrl, "authorizationUrl", context);
        CheckConstantUrl(authentication.RedirectUrl, "redirectUrl", context);
        CheckGrant(authentication, context);
        CheckClient(authentication, context);
        CheckHeaders(authentication.TokenRequest, "tokenRequest", context);
        CheckHeaders(authentication.RefreshRequest, "refreshRequest", context);
        if (authentication.TokenIn is { In: OAuth2TokenLocation.Header, Name: { } name } && HeaderRules.RefusesName(name) is { } reason)
        {
            context.Report("tokenIn.name", reason);
        }
    }

    private static void CheckGrant(OAuth2Authentication authentication, DefinitionContext context)
    {
        switch (authentication.Grant)
        {
            case OAuth2Grant.Password:
                Need(authentication.Username, "username", "password");
                Need(authentication.Password, "password", "password");
                break;
            case OAuth2Grant.RefreshToken:
                Need(authentication.RefreshToken, "refreshToken", "refreshToken");
                break;
            case OAuth2Grant.AuthorizationCode when !context.IsOfConnection:
                // An account is connected by the name of a connection: here there could never be a token.
                context.Report("grant", "The grant \"authorizationCode\" needs the consent of an account's owner, which is given to a connection: put this authentication into a connection of the settings, and name that in \"connection\".");
                break;
            case OAuth2Grant.AuthorizationCode:
                Need(authentication.AuthorizationUrl, "authorizationUrl", "authorizationCode");
                break;
            default:
                if (authentication.ClientSecret is null && authentication.ClientAuthentication != OAuth2ClientAuthentication.PrivateKeyJwt)
                {
                    Need(null, "clientSecret", "clientCredentials");
                }

                break;
        }

        void Need(Text? text, string name, string grant)
        {
            if (text is null)
            {
                context.Report(name, $"The grant \"{grant}\" needs \"{name}\".");
            }
        }
    }

    private static void CheckClient(OAuth2Authentication authentication, DefinitionContext context)
    {
        if (authentication.ClientAuthentication != OAuth2ClientAuthentication.PrivateKeyJwt)
        {
            return;
        }

        if (authentication.PrivateKey is not { } key)
        {
            context.Report("privateKey", "The client authentication \"privateKeyJwt\" needs \"privateKey\".");
        }
        else if (IsConstant(key) && ClientAssertionJwt.Refuses(key.Value) is { } reason)
        {
            context.Report("privateKey", reason);
        }
    }

    /// <summary>The client's secret, or its owner, is sent there: the definition says where that is, or a secret does.</summary>
    private static void CheckUrl(Text? url, string name, DefinitionContext context)
    {
        CheckConstantUrl(url, name, context);
        if (url is null || IsConstant(url) || context.Compiled(url) is not { } compiled)
        {
            return;
        }

        if (compiled.Single is null && UrlRules.Refuses(compiled, canBeRelative: false) is { } reason)
        {
            context.Report(name, reason);
        }
        else if (UrlRules.LeavesHostOpen(compiled))
        {
            context.Report(name, "The host of this URL must be written here, or come from a secret: with a variable, whoever gives the input would say where the credentials go.");
        }
    }

    private static void CheckConstantUrl(Text? url, string name, DefinitionContext context)
    {
        if (url is not null && IsConstant(url) && StepUri.TryCreate(url.Value) is not { UserInfo.Length: 0 })
        {
            context.Report(name, "Expected an http or https URL without user name and password.");
        }
    }

    private static void CheckHeaders(OAuth2TokenRequest? request, string name, DefinitionContext context)
    {
        foreach (var header in request?.Headers?.Keys ?? [])
        {
            if (HeaderRules.RefusesName(header) is { } reason)
            {
                context.Report(JsonPath.Member($"{name}.headers", header), reason);
            }
        }
    }

    private static bool IsConstant(Text text) => !text.Value.Contains("{{", StringComparison.Ordinal) && !text.Value.Contains("{%", StringComparison.Ordinal);
}
