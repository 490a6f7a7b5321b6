using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>The sample host, built with the tests and run as a process of its own: configured by appsettings, with its own authentication.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task The_sample_host_runs_its_step_with_its_own_credentials()
    {
        await using var api = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = 201;
            return Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(context.Response, new { confirmed = true });
        });
        await using var sample = await SampleProcess.StartAsync(api.Url);

        using var client = new HttpClient();
        var answer = await client.PostAsJsonAsync(sample.Url + "/tenants/acme/orders", new { id = "A/42", customer = "Ann", total = 12.50m });
        var refused = await client.PostAsJsonAsync(sample.Url + "/tenants/nobody/orders", new { id = "1", customer = "Bob", total = 1 });

        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("succeeded", result.GetProperty("outcome").GetString());
        Assert.True(result.GetProperty("body").GetProperty("confirmed").GetBoolean());
        Assert.Equal("/v1/orders/A%2F42/confirmations", Assert.Single(api.Seen).Target);
        Assert.Equal("Tenant tenant-token", api.Last.Header("Authorization"));
        Assert.Equal("order-relay", api.Last.Header("X-App"));
        Assert.Equal("""{"order":"A/42","total":12.50,"note":"Thank you, Ann!"}""", api.Last.Text);
        var failure = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("failure");
        Assert.Equal("authentication", failure.GetProperty("kind").GetString());
        Assert.Contains("no token for the tenant \"nobody\"", failure.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private sealed class SampleProcess : IAsyncDisposable
    {
        private const string Listening = "Now listening on: ";

        private readonly Process _process;

        private SampleProcess(Process process, string url)
        {
            _process = process;
            Url = url;
        }

        public string Url { get; }

        public static async Task<SampleProcess> StartAsync(string api)
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var folder = Path.Combine(Repository.Root, "docs", "samples", "OrderRelay", "bin", configuration, "net10.0");
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = folder };
            foreach (var argument in new[]
            {
                "OrderRelay.dll", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
                $"--HttpRequestSteps:Connections:orders-api:BaseUrl={api}/v1", "--HttpRequestSteps:Egress:AllowPrivateNetworks=true", "--TenantTokens:acme=tenant-token",
            })
            {
                start.ArgumentList.Add(argument);
            }

            var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
                {
                    return new SampleProcess(process, line[(at + Listening.Length)..]);
                }
            }

            throw new InvalidOperationException("The sample host ended before it listened.");
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
