namespace HttpRequestSteps;

internal sealed class OAuth2AuthenticationHandler(TokenCache tokens) : AuthenticationHandler<OAuth2Authentication>
{
    private const string Placeholder = "(token)";

    protected override bool AnswersRefusals => true;

    protected override void Validate(OAuth2Authentication authentication, DefinitionContext context) => OAuth2Rules.Check(authentication, context);

    protected override async ValueTask ApplyAsync(OAuth2Authentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
    {
        if (context.IsPreview)
        {
            Put(authentication.TokenIn, Placeholder, context);
            return;
        }

        var client = OAuth2Clients.Render(authentication, context);
        var token = await tokens.GetAsync(client, TokenTransports.Of(client, context), cancellationToken).ConfigureAwait(false);
        context.State = new Used(client, token);
        Put(authentication.TokenIn, token.AccessToken, context);
    }

    protected override ValueTask<bool> RefusedAsync(OAuth2Authentication authentication, AuthenticationContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (context.State is not Used used || !(authentication.RefreshOn?.Contains((int)response.StatusCode) ?? response.StatusCode == System.Net.HttpStatusCode.Unauthorized))
        {
            return new(false);
        }

        tokens.Refuse(used.Client, used.Token);
        return new(true);
    }

    private static void Put(OAuth2TokenPlace? place, string token, AuthenticationContext context)
    {
        context.MarkSecret(token);
        if (place is { In: OAuth2TokenLocation.Query })
        {
            context.SetQuery(place.Name ?? "access_token", string.IsNullOrEmpty(place.Prefix) ? token : $"{place.Prefix} {token}");
            return;
        }

        var prefix = place?.Prefix ?? "Bearer";
        context.SetHeader(place?.Name ?? "Authorization", prefix.Length == 0 ? token : $"{prefix} {token}");
    }

    /// <summary>What a request carried, so that its refusal is about that token and no newer one.</summary>
    private sealed record Used(OAuth2Client Client, OAuth2Token Token);
}
