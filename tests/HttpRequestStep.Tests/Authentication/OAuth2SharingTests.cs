using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>Whose token a step may use.</summary>
public sealed class OAuth2SharingTests
{
    private static readonly StepInput Ann = new() { ["account"] = "ann" };

    private static string Authentication(OAuthServer server, string more) => $$"""
        { "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{server.Url}}/authorize", "tokenUrl": "{{server.Url}}/token",
          "clientId": "{{OAuthServer.ClientId}}", "scopes": ["orders", "offline_access"], "account": "{{'{'}}{ account }{{'}'}}"{{more}} }
        """;

    private static string Connection(OAuthServer server) =>
        $$"""{ "BaseUrl": "{{server.Url}}/api", "Authentication": {{Authentication(server, $", \"clientSecret\": {JsonSerializer.Serialize(OAuthServer.ClientSecret)}")}} }""";

    private static async Task<StepHost> ConnectedAsync(OAuthServer server)
    {
        var host = StepHost.FromSettings($$"""{ "Connections": { "api": {{Connection(server)}}, "twin": {{Connection(server)}} } }""");
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", Ann, new Uri("https://relay.example.com/callback"));
        await flow.CompleteAsync(start, await OAuth2Tests.AgreeAsync(start.Url), Ann);
        return host;
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"connection\": \"api\", ")]
    public async Task A_step_s_own_account_could_never_be_connected_and_is_an_error(string connection)
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await ConnectedAsync(server);
        var error = Assert.Single(host.Reader.Read($$"""{ {{connection}}"url": "{{server.Url}}/api/orders", "authentication": {{Authentication(server, "")}} }""").Errors);
        Assert.Equal("$.authentication.grant", error.Path);
        Assert.Contains("into a connection of the settings", error.Message, StringComparison.Ordinal);
        (await host.RunAsync("""{ "connection": "api", "url": "/orders" }""", Ann)).Succeeds();
    }

    [Fact]
    public async Task A_step_s_own_authentication_never_uses_the_token_of_a_connection()
    {
        await using var server = await TestServer.StartAsync(context =>
            context.Request.Path == "/token" ? TestServer.Json("""{ "access_token": "T0KEN", "refresh_token": "next", "expires_in": 3600 }""")(context) : TestServer.Ok(context));
        var authentication = $$"""{ "type": "oauth2", "grant": "refreshToken", "tokenUrl": "{{server.Url}}/token", "clientId": "c", "clientSecret": "s3cret-of-c", "refreshToken": "first" }""";
        await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}/api", "Authentication": {{authentication}} } } }""");
        (await host.RunAsync("""{ "connection": "api", "url": "/x" }""")).Succeeds();
        (await host.RunAsync("""{ "connection": "api", "url": "/x" }""")).Succeeds();
        Assert.Equal(["/token", "/api/x", "/api/x"], server.Seen.Select(request => request.Target));

        (await host.RunAsync($$"""{ "connection": "api", "url": "/x", "authentication": {{authentication}} }""")).Succeeds();
        Assert.Equal("/token", server.Seen[3].Target);
        Assert.Contains("refresh_token=first", server.Seen[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_connections_share_no_token()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await ConnectedAsync(server);
        (await host.RunAsync("""{ "connection": "twin", "url": "/orders" }""", Ann)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not connected");
        (await host.RunAsync("""{ "connection": "API", "url": "/orders" }""", Ann)).Succeeds();
    }
}
