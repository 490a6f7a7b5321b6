using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.Tests;

/// <summary>An authorization server may say back what it was sent; nobody is shown that.</summary>
public sealed class OAuth2MessageTests
{
    private const string Secret = "s3cret-of-c+/=";
    private const string RefreshToken = "refresh-token-of-ann+/=";

    private static StepHost Host(TestServer server) => StepHost.FromSettings(
        $$"""
        { "Connections": { "api": { "BaseUrl": "{{server.Url}}/api", "Authentication": {
            "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{server.Url}}/authorize", "tokenUrl": "{{server.Url}}/token", "clientId": "relay", "clientSecret": "{{Secret}}", "scopes": ["orders"],
            "tokenRequest": { "headers": { "X-Key": "key-of-the-token-request" }, "body": { "license": "license-of-the-token-request" } } } } } }
        """,
        new ManualClock(),
        builder => builder.Services.Replace(ServiceDescriptor.Singleton<IOAuth2TokenStore>(new OneTokenStore(new OAuth2Token { AccessToken = "", RefreshToken = RefreshToken }))));

    private static Task<TestServer> ServerAsync(string error, string description) => TestServer.StartAsync(
        TestServer.Body(400, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error"] = error, ["error_description"] = description }), "application/json"));

    public static TheoryData<string> Echoes => new(
        RefreshToken,
        Uri.EscapeDataString(RefreshToken),
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(RefreshToken)),
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("relay:" + Uri.EscapeDataString(Secret))),
        new string('x', 190) + RefreshToken);

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task What_was_sent_to_refresh_a_token_is_redacted(string echo)
    {
        await using var server = await ServerAsync("invalid_client", echo);
        await using var host = Host(server);
        var result = await host.RunAsync("""{ "connection": "api", "url": "/x" }""");
        result.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "***");
        Assert.DoesNotContain(echo[^12..], result.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-to", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_says_back_what_was_sent_is_redacted_too()
    {
        await using var server = await ServerAsync("invalid_" + RefreshToken, "orders are unknown");
        await using var host = Host(server);
        (await host.RunAsync("""{ "connection": "api", "url": "/x" }""")).Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "invalid_***: orders are unknown");
    }

    [Fact]
    public async Task What_was_sent_to_exchange_a_code_is_redacted()
    {
        var echo = string.Empty;
        await using var server = await TestServer.StartAsync(context => TestServer.Body(400, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["error"] = "invalid_grant", ["error_description"] = echo }), "application/json")(context));
        await using var host = Host(server);
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", redirectUrl: new Uri("https://relay.example.com/callback"));
        foreach (var sent in new[] { "code-of-ann", start.CodeVerifier!, Secret, "key-of-the-token-request", "license-of-the-token-request" })
        {
            echo = $"unknown {UrlEncoder.Default.Encode(sent)}";
            var exception = await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.CompleteAsync(start, [new("state", start.State), new("code", "code-of-ann")]));
            Assert.Contains("unknown ***", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_comes_back_with_the_owner_is_redacted()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server);
        var flow = host.Services.GetRequiredService<OAuth2Authorization>();
        var start = await flow.BeginAsync("api", redirectUrl: new Uri("https://relay.example.com/callback"));
        var exception = await Assert.ThrowsAsync<StepAuthenticationException>(() => flow.CompleteAsync(start, [new("state", start.State), new("error", "no_" + start.State), new("error_description", new string('x', 195) + Secret)]));
        Assert.Contains("no_***", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr", exception.Message, StringComparison.Ordinal);
    }
}
