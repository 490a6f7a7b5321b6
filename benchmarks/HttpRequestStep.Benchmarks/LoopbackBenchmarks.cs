using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Benchmarks;

/// <summary>A thousand calls, a hundred in flight, against Kestrel on loopback. Client and server share the machine.</summary>
[MemoryDiagnoser]
public class LoopbackBenchmarks
{
    private const int Calls = 1000;
    private const int InFlight = 100;

    private WebApplication _server = null!;
    private Lanes _lanes = null!;

    /// <summary>Starts the server and the lanes.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(static async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Workload.AnswerBytes.Length;
            await context.Response.Body.WriteAsync(Workload.AnswerBytes);
        });
        await _server.StartAsync();
        _lanes = new Lanes(_server.Urls.First(), transport: null);
    }

    /// <summary>Stops both.</summary>
    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        _lanes.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>HttpClient, everything by hand.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public Task Bare() => RunAsync(_lanes.BareAsync);

    /// <summary>The same with AddStandardResilienceHandler.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Resilient() => RunAsync(_lanes.ResilientAsync);

    /// <summary>The step.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Step() => RunAsync(_lanes.StepAsync);

    /// <summary>Flurl.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Flurl() => RunAsync(_lanes.FlurlAsync);

    /// <summary>RestSharp.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task RestSharp() => RunAsync(_lanes.RestSharpAsync);

    /// <summary>Refit.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Refit() => RunAsync(_lanes.RefitAsync);

    private static Task RunAsync(Func<Task<int>> call) => Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
    {
        for (var i = 0; i < Calls / InFlight; i++)
        {
            await call();
        }
    }));
}
