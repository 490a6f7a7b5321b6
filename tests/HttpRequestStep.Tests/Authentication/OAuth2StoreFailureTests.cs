using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.Tests;

/// <summary>Every call of a token store has a time limit, and fails in words of ours.</summary>
public sealed class OAuth2StoreFailureTests
{
    private static StepHost Host(TestServer server, OneTokenStore store, TimeProvider? clock = null) => StepHost.FromSettings(
        $$"""
        { "Connections": { "api": { "BaseUrl": "{{server.Url}}/api", "Authentication": {
            "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{server.Url}}/authorize", "tokenUrl": "{{server.Url}}/token", "clientId": "c", "clientSecret": "s3cret-of-c" } } } }
        """,
        clock ?? new ManualClock(),
        builder => builder.Services.Replace(ServiceDescriptor.Singleton<IOAuth2TokenStore>(store)));

    private static Task Fail() => throw new IOException("the disk at /var/secret is full");

    [Fact]
    public async Task A_token_that_cannot_be_removed_is_told_as_such()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(400, """{ "error": "invalid_grant" }"""u8.ToArray(), "application/json"));
        var store = new OneTokenStore(new OAuth2Token { AccessToken = "", RefreshToken = "refresh-old" }) { OnChange = Fail };
        await using var host = Host(server, store);
        (await host.RunAsync("""{ "connection": "api", "url": "/x" }""")).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "could not be removed: IOException");
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        Assert.Contains("could not be removed: IOException", (await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.DisconnectAsync("api"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_cannot_be_kept_ends_the_flow_in_words_of_ours()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{ "access_token": "TOKEN", "refresh_token": "r" }"""));
        await using var host = Host(server, new OneTokenStore { OnChange = Fail });
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", redirectUrl: new Uri("https://relay.example.com/callback"));
        var exception = await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.CompleteAsync(start, [new("state", start.State), new("code", "code-1")]));
        Assert.Contains("could not be kept: IOException", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_hangs_is_given_up()
    {
        await using var server = await TestServer.StartAsync();
        var clock = new ManualClock();
        await using var host = Host(server, new OneTokenStore { OnChange = () => Task.Delay(Timeout.Infinite) }, clock);
        var leaving = host.Services.GetRequiredService<OAuth2Authorization>().DisconnectAsync("api");
        await clock.PassAsync(TokenEndpoint.Timeout);
        Assert.Contains("could not be removed: TimeoutException", (await Assert.ThrowsAsync<StepAuthenticationException>(() => leaving)).Message, StringComparison.Ordinal);
    }
}
