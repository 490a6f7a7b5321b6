using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Benchmarks;

/// <summary>What each scheme adds to the same step on a transport that answers at once; and what the cryptography of two of them costs alone.</summary>
[MemoryDiagnoser]
public class AuthenticationBenchmarks
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Payload = RandomNumberGenerator.GetBytes(1024);

    private readonly ServiceProvider _services;
    private readonly IHttpRequestStepExecutor _executor;
    private readonly Dictionary<string, HttpRequestStep> _steps;

    /// <summary>Makes the steps.</summary>
    public AuthenticationBenchmarks()
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = true).HttpClient.ConfigurePrimaryHttpMessageHandler(static () => new StubTransport());
        _services = services.BuildServiceProvider();
        _executor = _services.GetRequiredService<IHttpRequestStepExecutor>();
        _steps = new Dictionary<string, HttpRequestStep>
        {
            ["none"] = Step(new NoAuthentication()),
            ["basic"] = Step(new BasicAuthentication { Username = "app", Password = "p4ssw0rd" }),
            ["bearer"] = Step(new BearerAuthentication { Token = Workload.Token }),
            ["header"] = Step(new HeaderAuthentication { Headers = new Dictionary<string, Text> { ["X-Api-Key"] = Workload.Token } }),
            ["query"] = Step(new QueryAuthentication { Query = new Dictionary<string, Text> { ["key"] = Workload.Token } }),
            ["awsSigV4"] = Step(new AwsSigV4Authentication { AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "secret-of-the-benchmark", Region = "us-east-1", Service = "execute-api" }),
            ["hmac"] = Step(new NoAuthentication()) with { Signing = new GitHubSigning { Secret = "secret-of-the-benchmark" } },
        };
    }

    /// <summary>Releases the host.</summary>
    [GlobalCleanup]
    public void Cleanup() => _services.Dispose();

    /// <summary>No credentials.</summary>
    [Benchmark(Baseline = true)]
    public Task<bool> None() => RunAsync("none");

    /// <summary>Type <c>basic</c>.</summary>
    [Benchmark]
    public Task<bool> Basic() => RunAsync("basic");

    /// <summary>Type <c>bearer</c>.</summary>
    [Benchmark]
    public Task<bool> Bearer() => RunAsync("bearer");

    /// <summary>Type <c>header</c>.</summary>
    [Benchmark]
    public Task<bool> Header() => RunAsync("header");

    /// <summary>Type <c>query</c>.</summary>
    [Benchmark]
    public Task<bool> Query() => RunAsync("query");

    /// <summary>Type <c>awsSigV4</c>.</summary>
    [Benchmark]
    public Task<bool> AwsSigV4() => RunAsync("awsSigV4");

    /// <summary>Signing <c>github</c>: an HMAC over the body.</summary>
    [Benchmark]
    public Task<bool> Hmac() => RunAsync("hmac");

    /// <summary>The HMAC of a body of 1 KB alone.</summary>
    [Benchmark]
    public byte[] BareHmac() => HMACSHA256.HashData(Key, Payload);

    /// <summary>What SigV4 computes, alone: the hash of the body and of the request, and one HMAC with a key that is already derived.</summary>
    [Benchmark]
    public byte[] BareSigV4() => HMACSHA256.HashData(Key, SHA256.HashData(SHA256.HashData(Payload)));

    private static HttpRequestStep Step(StepAuthentication authentication) => Workload.Step("https://api.example.com") with { Authentication = authentication };

    private async Task<bool> RunAsync(string name) => (await _executor.ExecuteAsync(_steps[name], Lanes.Input)).EnsureSucceeded().Succeeded;
}
