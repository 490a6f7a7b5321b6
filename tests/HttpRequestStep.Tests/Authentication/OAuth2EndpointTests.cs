using System.Net;
using HttpRequestSteps.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Tests;

/// <summary>The endpoints by which an owner connects an account, and the store that keeps the token, in a real host.</summary>
public sealed class OAuth2EndpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<WebApplication> StartHostAsync(OAuthServer server, string prefix = "/oauth", IOAuth2TokenStore? store = null)
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
            ["Steps:Connections:broken:BaseUrl"] = server.Url + "/api",
            ["Steps:Connections:broken:Authentication:type"] = "oauth2",
            ["Steps:Connections:broken:Authentication:grant"] = "authorizationCode",
            ["Steps:Connections:broken:Authentication:authorizationUrl"] = server.Url + "/authorize",
            ["Steps:Connections:broken:Authentication:tokenUrl"] = server.Url + "/token",
            ["Steps:Connections:broken:Authentication:clientId"] = "{{ nowhere }}",
        });
        builder.Services.AddDataProtection().PersistKeysToFileSystem(_folder.CreateSubdirectory("keys"));
        builder.Services.AddHttpRequestSteps(builder.Configuration.GetSection("Steps")).AddProtectedTokenStore(Path.Combine(_folder.FullName, "tokens"));
        if (store is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(store));
        }

        var app = builder.Build();
        app.MapOAuth2Connections(prefix, (context, _) => new StepInput { ["account"] = context.Request.Headers["X-User"].ToString() });
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

    private static async Task<HttpStatusCode> VisitAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url);
        return answer.StatusCode;
    }

    [Fact]
    public async Task A_flow_ends_for_the_account_it_was_begun_for_and_for_no_other()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server);
        using var browser = Browser("ann");
        using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api");
        using var agreed = await browser.GetAsync(begun.Headers.Location);
        browser.DefaultRequestHeaders.Remove("X-User");
        browser.DefaultRequestHeaders.Add("X-User", "bob");
        using var refused = await browser.GetAsync(agreed.Headers.Location);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("another account", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (await RunAsync(host, "bob")).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "not connected");
        Assert.Equal(0, server.TokenRequests);
    }

    [Fact]
    public async Task A_forged_answer_does_not_end_a_flow_that_has_begun()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server);
        using var browser = Browser("ann");
        using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api");
        using var agreed = await browser.GetAsync(begun.Headers.Location);
        Assert.Equal(HttpStatusCode.BadRequest, await VisitAsync(browser, host.Urls.First() + "/oauth/callback?state=forged&error=access_denied"));
        Assert.Equal(HttpStatusCode.OK, await VisitAsync(browser, agreed.Headers.Location!.AbsoluteUri));
        Assert.Equal(HttpStatusCode.BadRequest, await VisitAsync(browser, agreed.Headers.Location.AbsoluteUri));
    }

    [Theory]
    [InlineData("/%09/evil.example.com")]
    [InlineData("/a%5C..%5C%5Cevil.example.com")]
    [InlineData("/%5Cevil.example.com")]
    [InlineData("//evil.example.com")]
    [InlineData("/a%0D%0AX-Y:%20z")]
    public async Task The_way_back_is_a_path_of_this_host(string returnUrl)
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server);
        using var browser = Browser("ann");
        using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api?returnUrl=" + returnUrl);
        using var agreed = await browser.GetAsync(begun.Headers.Location);
        using var completed = await browser.GetAsync(agreed.Headers.Location);
        Assert.Equal((HttpStatusCode.OK, null), (completed.StatusCode, completed.Headers.Location));
    }

    [Fact]
    public async Task The_cookie_holds_only_what_the_way_back_needs()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server);
        using var browser = Browser("ann");
        Assert.Equal(HttpStatusCode.BadRequest, await VisitAsync(browser, host.Urls.First() + "/oauth/api?returnUrl=/" + new string('x', 1024)));

        using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api?returnUrl=%2Fdone");
        var cookie = begun.Headers.GetValues("Set-Cookie").Single().Split('=', 2)[1].Split(';')[0];
        var kept = host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("HttpRequestSteps.OAuth2.Flow").ToTimeLimitedDataProtector().Unprotect(cookie);
        Assert.DoesNotContain("/authorize", kept, StringComparison.Ordinal);
        Assert.Contains("/done", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_is_told_as_problem_details()
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server, store: new OneTokenStore { OnChange = static () => throw new IOException("full") });
        using var browser = Browser("ann");
        using var broken = await browser.GetAsync(host.Urls.First() + "/oauth/broken");
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (broken.StatusCode, broken.Content.Headers.ContentType?.MediaType));
        Assert.Contains("nowhere", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var begun = await browser.GetAsync(host.Urls.First() + "/oauth/api");
        using var agreed = await browser.GetAsync(begun.Headers.Location);
        using var unkept = await browser.GetAsync(agreed.Headers.Location);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (unkept.StatusCode, unkept.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("oauth")]
    [InlineData("/oauth/")]
    [InlineData("")]
    public async Task A_prefix_may_be_written_in_any_way(string prefix)
    {
        await using var server = await OAuthServer.StartAsync();
        await using var host = await StartHostAsync(server, prefix);
        using var browser = Browser("ann");
        var path = prefix.Length == 0 ? string.Empty : "/oauth";
        using var begun = await browser.GetAsync($"{host.Urls.First()}{path}/api?returnUrl=%2Fdone");
        using var agreed = await browser.GetAsync(begun.Headers.Location);
        Assert.StartsWith($"{host.Urls.First()}{path}/callback?", agreed.Headers.Location?.AbsoluteUri, StringComparison.Ordinal);
        using var completed = await browser.GetAsync(agreed.Headers.Location);
        Assert.Equal("/done", completed.Headers.Location?.OriginalString);
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
