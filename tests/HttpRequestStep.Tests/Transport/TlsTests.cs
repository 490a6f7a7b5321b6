using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace HttpRequestSteps.Tests;

/// <summary>TLS against real servers: whom a step trusts, and what it says when it does not.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Http2_over_tls_with_a_private_authority_works()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, protocols: HttpProtocols.Http1AndHttp2);
        await using var host = StepHost.Create();

        (await host.RunAsync(Trusting(server, Certificates.ForLoopback))).Succeeds();

        Assert.Equal("/x", server.Last.Target);
    }

    [Fact]
    public async Task A_trusted_authority_for_another_host_is_refused_and_said_so()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForOtherHost);
        await using var host = StepHost.Create();

        (await host.RunAsync(Trusting(server, Certificates.ForOtherHost))).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "another host name");
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Another_authority_than_the_trusted_one_is_refused()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback);
        await using var host = StepHost.Create();

        (await host.RunAsync(Trusting(server, Certificates.ForOtherHost))).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "trustedCertificates");
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_named_and_never_quoted()
    {
        await using var host = StepHost.Create();
        var step = new HttpRequestStep { Url = "https://127.0.0.1:1/", Tls = new StepTls { ClientCertificate = new ClientCertificate { Pem = "rubbish-rubbish", Key = "rubbish-key" } } };

        var result = await host.RunAsync(step);

        result.Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "client certificate");
        Assert.DoesNotContain("rubbish", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_to_its_origin_and_stays_behind_on_a_redirect()
    {
        string? first = null, second = "unset";
        await using var other = await TestServer.StartAsync(Noting(thumbprint => second = thumbprint), Certificates.ForLoopback, asksForCertificate: true);
        await using var server = await TestServer.StartAsync(
            context =>
            {
                first = context.Connection.ClientCertificate?.Thumbprint;
                context.Response.Redirect(other.Url + "/there");
                return Task.CompletedTask;
            },
            Certificates.ForLoopback,
            asksForCertificate: true);
        await using var host = StepHost.Create();
        var client = Certificates.ForOtherHost;
        var step = Trusting(server, Certificates.ForLoopback) with { FollowRedirects = StepRedirects.Follow };
        step = step with { Tls = step.Tls! with { ClientCertificate = new ClientCertificate { Pem = client.ExportCertificatePem(), Key = client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() } } };

        (await host.RunAsync(step)).Succeeds();

        Assert.Equal(client.Thumbprint, first);
        Assert.Null(second);
    }

    private static RequestDelegate Noting(Action<string?> note) => context =>
    {
        note(context.Connection.ClientCertificate?.Thumbprint);
        return Task.CompletedTask;
    };

    private static HttpRequestStep Trusting(TestServer server, X509Certificate2 authority) =>
        new() { Url = server.Url + "/x", Tls = new StepTls { TrustedCertificates = [new Text(authority.ExportCertificatePem())] } };
}
