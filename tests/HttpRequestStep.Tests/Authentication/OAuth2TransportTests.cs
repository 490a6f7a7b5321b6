using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HttpRequestSteps.Tests;

/// <summary>With which certificate the authorization server is spoken to: each of its URLs is judged by itself.</summary>
public sealed class OAuth2TransportTests
{
    private static StepHost Host(string api, string tokenUrl, string refreshUrl)
    {
        var certificate = Certificates.ForLoopback;
        var pem = JsonSerializer.Serialize(certificate.ExportCertificatePem());
        var key = JsonSerializer.Serialize(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return StepHost.FromSettings(
            $$"""
            { "Connections": { "api": { "BaseUrl": "{{api}}", "Tls": { "trustedCertificates": [{{pem}}], "clientCertificate": { "pem": {{pem}}, "key": {{key}} } }, "Authentication": {
                "type": "oauth2", "grant": "authorizationCode", "authorizationUrl": "{{api}}/authorize", "tokenUrl": "{{tokenUrl}}", "refreshUrl": "{{refreshUrl}}", "clientId": "c", "clientSecret": "s3cret-of-c" } } } }
            """,
            new ManualClock(),
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IOAuth2TokenStore>(new OneTokenStore(new OAuth2Token { AccessToken = "", RefreshToken = "refresh" }))));
    }

    /// <summary>An API with a token endpoint, and whether it was shown a certificate.</summary>
    private static Task<TestServer> ServerAsync(Action<bool> note) => TestServer.StartAsync(
        context =>
        {
            note(context.Connection.ClientCertificate is not null);
            return TestServer.Json("""{ "access_token": "TOKEN" }""")(context);
        },
        Certificates.ForLoopback,
        asksForCertificate: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_certificate_goes_with_a_refresh_only_to_an_allowed_origin(bool isAllowed)
    {
        bool? shown = null;
        await using var api = await ServerAsync(given => shown ??= given);
        await using var other = await ServerAsync(given => shown ??= given);
        await using var host = isAllowed ? Host(api.Url, other.Url + "/token", api.Url + "/refresh") : Host(api.Url, api.Url + "/token", other.Url + "/refresh");
        (await host.RunAsync("""{ "connection": "api", "url": "/x" }""")).Succeeds();
        Assert.Equal(isAllowed, shown);
    }
}
