namespace HttpRequestSteps;

/// <summary>The ways to the URLs of a client: each says by itself whether the client certificate may go there.</summary>
internal readonly record struct TokenTransports(TransportProfile Token, TransportProfile Refresh)
{
    public static TokenTransports Of(OAuth2Client client, AuthenticationContext context)
    {
        var token = context.TransportTo(client.TokenUrl);
        return new(token, client.RefreshUrl == client.TokenUrl ? token : context.TransportTo(client.RefreshUrl));
    }
}
