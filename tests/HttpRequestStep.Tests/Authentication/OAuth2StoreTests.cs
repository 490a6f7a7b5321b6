using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.Tests;

/// <summary>A token store that other processes change, that fails, or that hangs.</summary>
public sealed class OAuth2StoreTests
{
    private static readonly OAuth2Token Old = new() { AccessToken = "OLD", RefreshToken = "refresh-old", ExpiresAt = ManualClock.Noon.AddHours(-1) };

    private static StepHost Host(TestServer server, IOAuth2TokenStore store, TimeProvider? clock = null) => StepHost.FromSettings(
        $$"""
        { "Connections": { "api": { "BaseUrl": "{{server.Url}}/api", "Authentication": {
            "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{server.Url}}/authorize", "tokenUrl": "{{server.Url}}/token", "clientId": "c", "clientSecret": "s3cret-of-c" } } } }
        """,
        clock ?? new ManualClock(),
        builder => builder.Services.Replace(ServiceDescriptor.Singleton(store)));

    /// <summary>An API, and a token endpoint that answers with the next of these.</summary>
    private static Task<TestServer> ServerAsync(params Microsoft.AspNetCore.Http.RequestDelegate[] answers)
    {
        var token = TestServer.Play(answers);
        return TestServer.StartAsync(context => context.Request.Path == "/token" ? token(context) : TestServer.Ok(context));
    }

    private static Microsoft.AspNetCore.Http.RequestDelegate Meanwhile(Action change, Microsoft.AspNetCore.Http.RequestDelegate answer) => context =>
    {
        change();
        return answer(context);
    };

    private static readonly Microsoft.AspNetCore.Http.RequestDelegate Refused = TestServer.Body(400, """{ "error": "invalid_grant" }"""u8.ToArray(), "application/json");

    private static readonly Microsoft.AspNetCore.Http.RequestDelegate Given = TestServer.Json("""{ "access_token": "NEW", "refresh_token": "refresh-new", "expires_in": 3600 }""");

    private static Task<StepResult> RunAsync(StepHost host) => host.RunAsync("""{ "connection": "api", "url": "/x" }""");

    private static string[] Asked(TestServer server) => [.. server.Seen.Where(request => request.Target == "/token").Select(request => request.Text.Split('&').Single(field => field.StartsWith("refresh_token=", StringComparison.Ordinal))[14..])];

    [Fact]
    public async Task A_refusal_because_another_process_was_first_leads_to_its_refresh_token()
    {
        var store = new OneTokenStore(Old);
        await using var server = await ServerAsync(Meanwhile(() => store.Token = Old with { RefreshToken = "refresh-other" }, Refused), Given);
        await using var host = Host(server, store);
        (await RunAsync(host)).Succeeds();
        Assert.Equal(["refresh-old", "refresh-other"], Asked(server));
        Assert.Equal("refresh-new", store.Token?.RefreshToken);
    }

    [Fact]
    public async Task A_refusal_because_another_process_was_first_leads_to_its_token()
    {
        var store = new OneTokenStore(Old);
        var other = new OAuth2Token { AccessToken = "OTHER", RefreshToken = "refresh-other", ExpiresAt = ManualClock.Noon.AddHours(1) };
        await using var server = await ServerAsync(Meanwhile(() => store.Token = other, Refused));
        await using var host = Host(server, store);
        (await RunAsync(host)).Succeeds();
        Assert.Equal("Bearer OTHER", server.Last.Header("Authorization"));
        Assert.Equal((1, other), (Asked(server).Length, store.Token));
    }

    [Fact]
    public async Task A_refusal_of_what_the_store_still_holds_forgets_it()
    {
        var store = new OneTokenStore(Old);
        await using var server = await ServerAsync(Refused);
        await using var host = Host(server, store);
        (await RunAsync(host)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "reconnect needed");
        Assert.Null(store.Token);
    }

    [Fact]
    public async Task An_account_that_was_disconnected_during_a_refresh_stays_so()
    {
        var store = new OneTokenStore(Old);
        await using var server = await ServerAsync(Meanwhile(() => store.Token = null, Given));
        await using var host = Host(server, store);
        (await RunAsync(host)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not connected");
        Assert.Null(store.Token);
    }

    [Fact]
    public async Task A_token_that_was_connected_during_a_refresh_is_used_and_kept()
    {
        var store = new OneTokenStore(Old);
        var other = new OAuth2Token { AccessToken = "OTHER", RefreshToken = "refresh-other", ExpiresAt = ManualClock.Noon.AddHours(1) };
        await using var server = await ServerAsync(Meanwhile(() => store.Token = other, Given));
        await using var host = Host(server, store);
        (await RunAsync(host)).Succeeds();
        Assert.Equal("Bearer OTHER", server.Last.Header("Authorization"));
        Assert.Equal(other, store.Token);
    }

    [Fact]
    public async Task A_store_that_is_replaced_for_ever_is_given_up()
    {
        var store = new OneTokenStore(Old);
        var turn = 0;
        await using var server = await ServerAsync(Meanwhile(() => store.Token = Old with { RefreshToken = $"refresh-{turn++}" }, Given));
        await using var host = Host(server, store);
        (await RunAsync(host)).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "replaced again and again");
        Assert.Equal(3, Asked(server).Length);
    }
}
