using BenchmarkDotNet.Attributes;

namespace HttpRequestSteps.Benchmarks;

/// <summary>The client side alone: the same call over a transport that answers at once. Read the ratios and the allocations.</summary>
[MemoryDiagnoser]
public class ExecutorBenchmarks
{
    private Lanes _lanes = null!;

    /// <summary>Builds the lanes and checks that each gets the answer.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _lanes = new Lanes("https://api.example.com", static () => new StubTransport());
        foreach (var lane in new[] { Bare, Resilient, Step, Flurl, RestSharp, Refit })
        {
            await lane();
        }
    }

    /// <summary>Releases the lanes.</summary>
    [GlobalCleanup]
    public void Cleanup() => _lanes.Dispose();

    /// <summary>HttpClient, everything by hand.</summary>
    [Benchmark(Baseline = true)]
    public Task<int> Bare() => _lanes.BareAsync();

    /// <summary>The same with AddStandardResilienceHandler.</summary>
    [Benchmark]
    public Task<int> Resilient() => _lanes.ResilientAsync();

    /// <summary>The step.</summary>
    [Benchmark]
    public Task<int> Step() => _lanes.StepAsync();

    /// <summary>Flurl.</summary>
    [Benchmark]
    public Task<int> Flurl() => _lanes.FlurlAsync();

    /// <summary>RestSharp.</summary>
    [Benchmark]
    public Task<int> RestSharp() => _lanes.RestSharpAsync();

    /// <summary>Refit.</summary>
    [Benchmark]
    public Task<int> Refit() => _lanes.RefitAsync();
}
