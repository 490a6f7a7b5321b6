using System.Net;
using BenchmarkDotNet.Attributes;

namespace HttpRequestSteps.Benchmarks;

/// <summary>What the egress guard takes: for each connection that is made (every address of its name), and for each request that leaves on one that is there.</summary>
[MemoryDiagnoser]
public class GuardBenchmarks
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");
    private static readonly IPAddress Public6 = IPAddress.Parse("2606:2800:220:1:248:1893:25c8:1946");

    private static readonly IPAddress[] Four = [Public, IPAddress.Parse("93.184.216.35"), Public6, IPAddress.Parse("2606:2800:220:1:248:1893:25c8:1947")];

    private static readonly Uri Target = new("https://api.example.com/v1/orders");

    private static readonly Uri Other = new("https://hooks.example.org/in");

    private bool _turn;

    private readonly EgressPolicy _usual = Policy(EgressRules.Default);

    private readonly EgressPolicy _ruled = Policy(EgressRules.Default with { AllowedNetworks = ["10.1.0.0/16:8080", "10.2.0.0/16", "fd00::/8"], AllowedHosts = ["api.example.com", "*.example.org"], BlockedHosts = ["*.internal.example.com"], AllowedPorts = [443, 8443] });

    /// <summary>A connection to a name with one address.</summary>
    [Benchmark]
    public bool Connection() => _usual.CheckAddress(Public, 443).Allowed;

    /// <summary>A connection to a name with four addresses, two of each family.</summary>
    [Benchmark]
    public bool ConnectionOfFour()
    {
        var allowed = true;
        foreach (var address in Four)
        {
            allowed &= _usual.CheckAddress(address, 443).Allowed;
        }

        return allowed;
    }

    /// <summary>The same under rules of the host.</summary>
    [Benchmark]
    public bool ConnectionOfFourWithRules()
    {
        var allowed = true;
        foreach (var address in Four)
        {
            allowed &= _ruled.CheckAddress(address, 443).Allowed;
        }

        return allowed;
    }

    /// <summary>A request: scheme, port and name, as they are written.</summary>
    [Benchmark]
    public bool Request() => _usual.CheckUri(Target, viaProxy: false).Allowed;

    /// <summary>A request to another host than the one before.</summary>
    [Benchmark]
    public bool RequestElsewhere() => _usual.CheckUri((_turn ^= true) ? Target : Other, viaProxy: false).Allowed;

    /// <summary>The same under rules of the host.</summary>
    [Benchmark]
    public bool RequestWithRules() => _ruled.CheckUri(Target, viaProxy: false).Allowed;

    private static EgressPolicy Policy(EgressRules rules) => EgressPolicy.Create(rules, static (path, message) => throw new InvalidOperationException($"{path}: {message}"))!;
}
