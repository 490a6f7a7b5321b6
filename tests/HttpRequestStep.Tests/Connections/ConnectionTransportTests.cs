namespace HttpRequestSteps.Tests;

/// <summary>Who sits between a step and the host of a connection: the connection says so, never a step that has its credentials.</summary>
public sealed class ConnectionTransportTests
{
    private static string[] Errors(string connection, string step)
    {
        using var host = new Disposing(StepHost.Create(options =>
        {
            options.Egress.AllowUnverifiedTls = true;
            options.Connections["api"] = connection switch
            {
                "bearer" => new StepConnection { BaseUrl = "https://api.example.com", Authentication = new BearerAuthentication { Token = "t" } },
                "headers" => new StepConnection { BaseUrl = "https://api.example.com", Headers = new Dictionary<string, TextList> { ["X-Key"] = "k" } },
                _ => new StepConnection { BaseUrl = "https://api.example.com" },
            };
        }));
        return [.. host.Host.Reader.Read($$"""{ "url": "/x", "connection": "api", {{step}} }""").Errors.Select(error => error.Path)];
    }

    [Theory]
    [InlineData("""  "proxy": { "host": "proxy.evil.example", "port": 3128 }  """, "$.proxy")]
    [InlineData("""  "tls": { "trustedCertificates": ["{{ files.ca }}"] }  """, "$.tls.trustedCertificates")]
    [InlineData("""  "tls": { "skipVerification": true }  """, "$.tls.skipVerification")]
    [InlineData("""  "proxy": { "host": "p", "port": 1 }, "authentication": { "type": "none" }  """, "$.proxy")]
    public void A_step_with_the_credentials_of_a_connection_has_no_transport_of_its_own(string step, string path)
    {
        Assert.Equal([path], Errors("bearer", step.Replace("{{ files.ca }}", "file-ca", StringComparison.Ordinal)));
        Assert.Equal([path], Errors("headers", step.Replace("{{ files.ca }}", "file-ca", StringComparison.Ordinal)));
        Assert.Empty(Errors("none", step.Replace("{{ files.ca }}", "file-ca", StringComparison.Ordinal)));
    }

    private sealed record Disposing(StepHost Host) : IDisposable
    {
        public void Dispose() => Host.Services.Dispose();
    }
}
