using System.Net;
using HttpRequestSteps.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Tests;

/// <summary>The endpoints by which an owner connects an account, and the store that keeps the token, in a real host.</summary>
public sealed class OAuth2EndpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<WebApplication> StartHostAsync(OAuthServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Steps:Egress:AllowPrivateNetworks"] = "true",
            ["Steps:Connections:api:BaseUrl"] = server.Url + "/api",
            ["Steps:Connections:api:Authentication:type"] = "oauth2",
            ["Steps:Connections:api:Authentication:grant"] = "authorizationCode",
            ["Steps:Connections:api:Authentication:authorizationUrl"] = server.Url + "/authorize",
            ["Steps:Connections:api:Authentication:tokenUrl"] = server.Url + "/token",
            ["Steps:Connections:api:Authentication:clientId"] = OAuthServer.ClientId,
            ["Steps:Connections:api:Authentication:clientSecret"] = OAuthServer.ClientSecret,
            ["Steps:Connections:api:Authentication:scopes:0"] = "offline_access",
            ["Steps:Connections:api:Authentication:account"] = "{{ account }}",
        });
        builder.Services.AddDataProtection().PersistKeysToFileSystem(_folder.CreateSubdirectory("keys"));
        builder.Services.AddHttpRequestSteps(builder.Configuration.GetSection("Steps")).AddProtectedTokenStore(Path.Combine(_folder.FullName, "tokens"));
        var app = builder.Build();
        app.MapOAuth2Connections("/oauth", (context, _) => new StepInput { ["account"] = context.Request.Headers["X-User"].ToString() });
        await app.StartAsync();
        return app;
    }

    private static HttpClient Browser(string user)
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        browser.DefaultRequestHeaders.Add("X-User", user);
        return browser;
    }

    private static Task<StepResult> RunAsync(WebApplication host, string account) =>
        host.Services.GetRequiredService<IHttpRequestStepExecutor>().ExecuteAsync(new HttpRequestStep { Connection = "api", Url = "orders" }, new StepInput { ["account"] = account });

    [Fact]
    public async Task An_owner_connects_an_account_and_the_token_outlives_the_host_encrypted()
    {
        await using var server = await OAuthServer.StartAsync();
        await using (var host = await StartHostAsync(server))
        {
            using var browser = Browser("ann");
            using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api?returnUrl=%2Fdone");
            using var agreed = await browser.GetAsync(begun.Headers.Location);
            using var completed = await browser.GetAsync(agreed.Headers.Location);
            Assert.Equal((HttpStatusCode.Found, "/done"), (completed.StatusCode, completed.Headers.Location?.OriginalString));
            (await RunAsync(host, "ann")).Succeeds();
        }

        await using var restarted = await StartHostAsync(server);
        (await RunAsync(restarted, "ann")).Succeeds();
        (await RunAsync(restarted, "bob")).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not connected");
        var file = Assert.Single(new DirectoryInfo(Path.Combine(_folder.FullName, "tokens")).GetFiles());
        Assert.DoesNotContain("AccessToken", await File.ReadAllTextAsync(file.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_that_nobody_began_or_that_another_browser_began_connects_nothing()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server);
        using var browser = Browser("ann");
        using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api?returnUrl=https%3A%2F%2Fevil.example.com");
        using var agreed = await browser.GetAsync(begun.Headers.Location);

        using var stranger = Browser("mallory");
        using var refused = await stranger.GetAsync(agreed.Headers.Location);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        (await RunAsync(host, "mallory")).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not connected");

        using var unknown = await browser.GetAsync(host.Urls.First() + "/oauth/nowhere");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        // The way back leads nowhere else.
        using var completed = await browser.GetAsync(agreed.Headers.Location);
        Assert.Equal((HttpStatusCode.OK, null), (completed.StatusCode, completed.Headers.Location));
    }

    [Fact]
    public async Task A_token_file_that_was_changed_or_renamed_is_not_accepted()
    {
        var store = new ProtectedTokenStore(_folder.FullName, DataProtectionProvider.Create(_folder.CreateSubdirectory("keys")));
        await store.SaveAsync("oauth2-a", new OAuth2Token { AccessToken = "t", RefreshToken = "r", ExpiresAt = ManualClock.Noon, Scope = "s" }, CancellationToken.None);
        Assert.Equal(new OAuth2Token { AccessToken = "t", RefreshToken = "r", ExpiresAt = ManualClock.Noon, Scope = "s" }, await store.FindAsync("oauth2-a", CancellationToken.None));
        File.Copy(Path.Combine(_folder.FullName, "oauth2-a.token"), Path.Combine(_folder.FullName, "oauth2-b.token"));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => store.FindAsync("oauth2-b", CancellationToken.None).AsTask());
        await store.RemoveAsync("oauth2-a", CancellationToken.None);
        Assert.Null(await store.FindAsync("oauth2-a", CancellationToken.None));
    }
}
