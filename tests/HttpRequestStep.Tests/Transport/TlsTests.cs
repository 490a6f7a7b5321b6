using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>TLS against real servers: whom a step trusts, and what it says when it does not.</summary>
public sealed class TlsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task A_server_of_a_private_authority_that_also_speaks_http2_is_called_in_http1()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, protocols: HttpProtocols.Http1AndHttp2);
        await using var host = StepHost.Create();

        (await host.RunAsync(Trusting(server, Certificates.ForLoopback))).Succeeds();

        Assert.Equal(("/x", "HTTP/1.1"), (server.Last.Target, server.Last.Protocol));
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

    [Fact]
    public async Task An_expired_certificate_is_refused_and_said_so()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.Expired);
        await using var host = StepHost.Create();
        (await host.RunAsync(Trusting(server, Certificates.Expired))).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "expired");
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_server_that_closes_in_silence_for_want_of_a_client_certificate_leaves_a_hint()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, requires: certificate => certificate.Thumbprint == Certificates.ForLoopback.Thumbprint);
        await using var host = StepHost.Create();
        var step = Trusting(server, Certificates.ForLoopback);
        (await host.RunAsync(step)).Fails(FailureKind.Reset, DeliveryCertainty.Unknown, "client certificate");
        Assert.Empty(server.Seen);
        (await host.RunAsync(step with { Tls = step.Tls! with { ClientCertificate = Pem(Certificates.ForLoopback) } })).Succeeds();
    }

    [Theory]
    [InlineData(false, "wants a client certificate")]
    [InlineData(true, "refused the client certificate")]
    public async Task A_server_that_says_that_it_wants_another_client_certificate_is_kind_tls(bool hasOne, string message)
    {
        // Servers of .NET send no alert; OpenSSL's does. Without it there is nothing to see.
        await using var server = OpenSslServer.TryStart(Certificates.ForLoopback);
        if (server is null)
        {
            output.WriteLine("skipped: there is no openssl here");
            return;
        }

        await using var host = StepHost.Create();
        var step = new HttpRequestStep { Url = server.Url, Tls = new StepTls { TrustedCertificates = [new Text(Certificates.ForLoopback.ExportCertificatePem())] } };
        var result = await host.RunAsync(hasOne ? step with { Tls = step.Tls! with { ClientCertificate = Pem(Certificates.ForOtherHost) } } : step);
        Assert.Equal(FailureKind.Tls, result.Failure?.Kind);
        Assert.Contains(message, result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_come_from_file_references_of_the_input()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, requires: _ => true);
        await using var host = StepHost.Create();
        var input = new StepInput();
        input.Files["ca"] = StepFile.FromBytes("ca.pem", System.Text.Encoding.UTF8.GetBytes(Certificates.ForLoopback.ExportCertificatePem()));
        input.Files["me"] = StepFile.FromBytes("me.pfx", Certificates.ForOtherHost.Export(X509ContentType.Pkcs12, "p4ssw0rd"));
        (await host.RunAsync("""{ "url": "SERVER/", "tls": { "trustedCertificates": ["{{ files.ca }}"], "clientCertificate": { "pfx": "{{ files.me }}", "password": "p4ssw0rd" } } }""".Replace("SERVER", server.Url, StringComparison.Ordinal), input)).Succeeds();
    }

    [Fact]
    public async Task A_path_is_read_in_settings_only_and_read_anew_when_the_file_changes()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "ca.pem");
            await File.WriteAllTextAsync(path, Certificates.ForOtherHost.ExportCertificatePem());
            var clock = new ManualClock();
            await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}", "Tls": { "TrustedCertificates": [{{System.Text.Json.JsonSerializer.Serialize(path)}}] } } } }""", clock);
            const string step = """{ "connection": "api", "url": "/" }""";
            (await host.RunAsync(step)).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "not trusted");
            await File.WriteAllTextAsync(path, Certificates.ForLoopback.ExportCertificatePem() + "\n");
            clock.Advance(TimeSpan.FromSeconds(2));
            (await host.RunAsync(step)).Succeeds();

            var own = $$"""{ "url": "{{server.Url}}/", "tls": { "trustedCertificates": [{{System.Text.Json.JsonSerializer.Serialize(path)}}] } }""";
            (await host.RunAsync(own)).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "trusted certificate cannot be read");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("""{ "TrustedCertificates": ["/nowhere/ca.pem"] }""", "there is none")]
    [InlineData("""{ "TrustedCertificates": ["-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----"] }""", "trusted certificate cannot be read")]
    [InlineData("""{ "ClientCertificate": { "Pem": "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----", "Key": "-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----" } }""", "client certificate cannot be read")]
    [InlineData("""{ "SkipVerification": true }""", "AllowUnverifiedTls")]
    [InlineData("""{ "ClientCertificate": { "Pem": "rubbish", "Key": "MIrubbish" } }""", "it may be a key")]
    [InlineData("""{ "ClientCertificate": { "Pfx": "MIrubbish" } }""", "it may be a key")]
    [InlineData("""{ "ClientCertificate": { "Pfx": "MIrubbi\u0000sh" } }""", "it may be a key")]
    [InlineData("""{ "ClientCertificate": { "Pfx": "/nowhere/me.P12" } }""", "there is none (/nowhere/me.P12)")]
    [InlineData("""{ "ClientCertificate": { "Pfx": "" } }""", "The text of the client certificate is empty")]
    [InlineData("""{ "TrustedCertificates": [" "] }""", "The text of the trusted certificate is empty")]
    public void Certificates_of_the_settings_are_read_when_they_are_validated(string tls, string message)
    {
        using var services = new Microsoft.Extensions.DependencyInjection.ServiceCollection().AddHttpRequestSteps().Services.BuildServiceProvider();
        var settings = System.Text.Encoding.UTF8.GetBytes($$"""{ "HttpRequestSteps": { "Connections": { "a": { "BaseUrl": "https://a/", "Tls": {{tls}} } } } }""");
        var error = Assert.Single(services.GetRequiredService<SettingsReader>().Validate(settings));
        Assert.StartsWith("$.HttpRequestSteps.Connections.a.Tls", error.Path, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("rubbish", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "pem": "", "key": "k" """, "client certificate")]
    [InlineData(""" "pem": "p", "key": "{{ nothing }}" """, "private key")]
    public async Task An_empty_text_is_told(string client, string what)
    {
        await using var host = StepHost.Create();
        var result = await host.RunAsync($$"""{ "url": "https://127.0.0.1:1/", "tls": { "clientCertificate": { {{client}} } } }""", Steps.Input("""{ "nothing": "" }"""));
        result.Fails(FailureKind.Tls, DeliveryCertainty.NotSent, $"The text of the {what} is empty.");
    }

    [Fact]
    public async Task Verification_is_skipped_only_where_the_host_allows_it_and_loudly()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForOtherHost);
        var step = $$"""{ "url": "{{server.Url}}/", "tls": { "skipVerification": true } }""";
        Assert.Equal("$.tls.skipVerification", Assert.Single(new StepReader().Read(step).Errors).Path);
        await using var host = StepHost.Create(options => options.Egress.AllowUnverifiedTls = true);
        (await host.RunAsync(step)).Succeeds();
        Assert.Single(host.Logs.GetSnapshot(), record => record.Id.Id == StepEventIds.Unverified);
    }

    [Fact]
    public async Task A_client_certificate_that_expires_soon_is_logged_once_a_day()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, requires: _ => true);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(Certificates.ForOtherHost.NotAfter).AddDays(-32));
        await using var host = StepHost.Create(clock: clock);
        var step = Trusting(server, Certificates.ForLoopback);
        step = step with { Tls = step.Tls! with { ClientCertificate = Pem(Certificates.ForOtherHost) } };
        Assert.Empty(await WarningsAsync());
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(["expires soon"], await WarningsAsync());
        Assert.Empty(await WarningsAsync());
        clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(["has expired"], await WarningsAsync());

        async Task<string[]> WarningsAsync()
        {
            host.Logs.Clear();
            (await host.RunAsync(step)).Succeeds();
            return [.. host.Logs.GetSnapshot().Where(record => record.Id.Id == StepEventIds.CertificateExpires && record.Message.Contains("other.example", StringComparison.Ordinal)).Select(record => record.GetStructuredStateValue("State")!)];
        }
    }

    [Fact]
    public async Task A_server_is_told_which_name_is_called()
    {
        var names = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, onName: names.Enqueue);
        await using var host = StepHost.Create(options => options.Egress.AllowHostHeader = true);
        var step = Trusting(server, Certificates.ForLoopback) with { Url = $"https://localhost:{server.Port}/" };
        (await host.RunAsync(step)).Succeeds();

        // Where the host allows another Host, that is the server that is meant: its certificate must be for it.
        (await host.RunAsync(step with { Headers = new Dictionary<string, TextList> { ["Host"] = "other.example" } })).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "another host name");
        Assert.Equal(["localhost", "other.example"], names);
    }

    private static ClientCertificate Pem(X509Certificate2 certificate) =>
        new() { Pem = certificate.ExportCertificatePem(), Key = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() };

    [Fact]
    public async Task A_client_certificate_of_the_step_leaves_the_connection_s_authorities_as_they_are()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, requires: certificate => certificate.Thumbprint == Certificates.ForOtherHost.Thumbprint);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (authority, mine) = (Path.Combine(folder.FullName, "ca.pem"), Path.Combine(folder.FullName, "me.pem"));
            await File.WriteAllTextAsync(authority, Certificates.ForLoopback.ExportCertificatePem());
            await File.WriteAllTextAsync(mine, Certificates.ForOtherHost.ExportCertificatePem() + "\n" + Certificates.ForOtherHost.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            await using var host = StepHost.Create(options => options.Connections["api"] = new StepConnection
            {
                BaseUrl = server.Url,
                Authentication = new BearerAuthentication { Token = "t0ken" },
                Tls = new StepTls { TrustedCertificates = [new Text(authority)] },
            });
            var step = new HttpRequestStep { Connection = "api", Url = "/", Tls = new StepTls { ClientCertificate = Pem(Certificates.ForOtherHost) } };
            (await host.RunAsync(step)).Succeeds();

            // Each part is read as the one who wrote it may: the path of the settings is one, that of the step is not.
            (await host.RunAsync(step with { Tls = new StepTls { ClientCertificate = new ClientCertificate { Pem = mine } } })).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "client certificate cannot be read");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Authorities_of_the_step_replace_those_of_the_connection_and_its_unverified_tls()
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, requires: certificate => certificate.Thumbprint == Certificates.ForOtherHost.Thumbprint);
        await using var host = StepHost.Create(options =>
        {
            options.Egress.AllowUnverifiedTls = true;
            options.Connections["api"] = new StepConnection { BaseUrl = server.Url, Tls = new StepTls { SkipVerification = true } };
        });
        var step = new HttpRequestStep { Connection = "api", Url = "/", Tls = new StepTls { ClientCertificate = Pem(Certificates.ForOtherHost) } };
        (await host.RunAsync(step)).Succeeds();
        (await host.RunAsync(step with { Tls = step.Tls! with { TrustedCertificates = [new Text(Certificates.ForOtherHost.ExportCertificatePem())] } })).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "not trusted");
    }

    [Theory]
    [InlineData("p4ssw0rd", true)]
    [InlineData("wrong", false)]
    [InlineData(null, false)]
    public async Task An_encrypted_key_needs_its_password(string? password, bool works)
    {
        await using var server = await TestServer.StartAsync(certificate: Certificates.ForLoopback, requires: certificate => certificate.Thumbprint == Certificates.ForOtherHost.Thumbprint);
        await using var host = StepHost.Create();
        var key = Certificates.ForOtherHost.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("p4ssw0rd", new System.Security.Cryptography.PbeParameters(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000));
        var pfx = Convert.ToBase64String(Certificates.ForOtherHost.Export(X509ContentType.Pkcs12, "p4ssw0rd"));
        foreach (var client in new[] { new ClientCertificate { Pem = Certificates.ForOtherHost.ExportCertificatePem(), Key = key, Password = password is null ? null : new Text(password) }, new ClientCertificate { Pfx = pfx, Password = password is null ? null : new Text(password) } })
        {
            var step = Trusting(server, Certificates.ForLoopback);
            var result = await host.RunAsync(step with { Tls = step.Tls! with { ClientCertificate = client } });
            if (works)
            {
                result.Succeeds();
            }
            else
            {
                result.Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "client certificate cannot be read");
            }
        }
    }

    [Fact]
    public async Task A_certificate_of_more_than_ten_megabytes_is_refused()
    {
        await using var host = StepHost.Create();
        var input = new StepInput();
        input.Files["ca"] = StepFile.FromBytes("ca.pem", new byte[CertificateTexts.MaxLength + 1]);
        (await host.RunAsync("""{ "url": "https://127.0.0.1:1/", "tls": { "trustedCertificates": ["{{ files.ca }}"] } }""", input)).Fails(FailureKind.Tls, DeliveryCertainty.NotSent, "larger than 10 MB");
    }
}
