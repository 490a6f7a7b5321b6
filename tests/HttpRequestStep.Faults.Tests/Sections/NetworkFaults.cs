using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>Rows of which the loopback shows only a part: real routes, the system's own resolver, public addresses under the policy that every host has, an interface that goes down.</summary>
public sealed class NetworkFaults : FaultTests
{
    private const string Public = "11.0.0.1";
    private const string Private = "10.0.0.1";
    private const string Nothing = ":";
    private const string TwoAddresses = $"ip addr add {Public} dev lo; ip addr add {Private} dev lo";
    private const string Get = """{ "url": "http://api.example:8080/", "timeout": 30 }""";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(5);

    private static StepHost Guarded(TimeProvider? clock = null) => Host(clock: clock, allowPrivateNetworks: false);

    private static string To(string address) => $$"""{ "url": "http://{{address}}:8080/", "timeout": 30 }""";

    private static IPEndPoint At(string address) => new(IPAddress.Parse(address), 8080);

    [NetworkFact]
    [Promise(FailureKind.Timeout, DeliveryCertainty.NotSent, Retried.Yes)]
    public Task F002_SynDropped_InOwnNetwork() => OwnNetwork.RunAsync(
        F002_SynDropped_InOwnNetwork,
        $"ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up; ip route add {Public} dev v0; ip neigh add {Public} lladdr 02:00:00:00:00:01 dev v0",
        async () =>
        {
            var clock = new ManualClock();
            await using var host = Guarded(clock);
            var result = await PassingAsync(CheckAsync(host, To(Public)), clock, ConnectTimeout);
            Assert.Contains("Connecting to the server took longer than 10 s", result.Failure!.Message, StringComparison.Ordinal);
        });

    [NetworkFact]
    [Promise(FailureKind.Connect, DeliveryCertainty.NotSent, Retried.Yes)]
    public Task F003_NoRoute_InOwnNetwork() => OwnNetwork.RunAsync(
        F003_NoRoute_InOwnNetwork,
        "ip route add unreachable 11.1.0.0/16; ip route add blackhole 11.2.0.0/16; ip route add prohibit 11.3.0.0/16",
        async () =>
        {
            await using var host = Guarded();
            foreach (var (address, reason) in new[]
            {
                (Public, "there is no route to it"), ("[2606:4700::1]", "there is no route to it"), ("11.1.0.1", "there is no route to it"),
                ("11.2.0.1", "there is no route to it"), ("11.3.0.1", "this machine's network forbids it"),
            })
            {
                var result = await CheckAsync(host, To(address));
                Assert.Contains(reason, result.Failure!.Message, StringComparison.Ordinal);
            }
        });

    [NetworkFact]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes)]
    public Task F004_NameDoesNotExist_InOwnNetwork() => OwnNetwork.RunAsync(F004_NameDoesNotExist_InOwnNetwork, Nothing, async () =>
    {
        await using var names = NameServer.Saying(NameAnswer.Missing);
        await using var host = Guarded();
        await CheckAsync(host, Get);
        Assert.NotEqual(0, names.Asked);
    });

    [NetworkFact]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes)]
    public Task F005_NameServerFails_InOwnNetwork() => OwnNetwork.RunAsync(F005_NameServerFails_InOwnNetwork, Nothing, async () =>
    {
        await using var host = Guarded();
        await CheckAsync(host, Get);
        await using (var failing = NameServer.Saying(NameAnswer.Failed))
        {
            await CheckAsync(host, Get);
            Assert.NotEqual(0, failing.Asked);
        }

        var clock = new ManualClock();
        await using var silent = NameServer.Saying(null);
        await using var waiting = Guarded(clock);
        var result = await PassingAsync(CheckAsync(waiting, Get), clock, LookUpTimeout);
        Assert.Contains("could not be resolved within 5 s", result.Failure!.Message, StringComparison.Ordinal);
    });

    [NetworkFact]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes, Case = "none")]
    [Promise(FailureKind.Connect, DeliveryCertainty.NotSent, Retried.Yes, Case = "none that can be reached")]
    public Task F006_NoAddress_InOwnNetwork() => OwnNetwork.RunAsync(F006_NoAddress_InOwnNetwork, Nothing, async () =>
    {
        await using var host = Guarded();
        await using (NameServer.Saying(NameAnswer.Of()))
        {
            await CheckAsync(host, Get, "none");
        }

        await using (NameServer.Saying(NameAnswer.Of("2606:4700::1")))
        {
            await CheckAsync(host, Get, "none that can be reached");
        }
    });

    [NetworkFact]
    [Promise(Case = "the address that is allowed")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Case = "the one that is not")]
    public Task F007_Rebinding_InOwnNetwork() => OwnNetwork.RunAsync(F007_Rebinding_InOwnNetwork, TwoAddresses, async () =>
    {
        await using var server = RawServer.Start(static async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(Play.Head("Content-Length: 0"));
        }, At(Public));
        using var canary = new TcpListener(At(Private));
        canary.Start();
        await using var names = new NameServer(static (_, number) => NameAnswer.Of(number % 2 == 0 ? Public : Private));
        await using var host = Guarded();
        for (var i = 0; i < 100; i++)
        {
            await RunAsync(host, Get, i % 2 == 0 ? "the address that is allowed" : "the one that is not");
        }

        Assert.Equal((100, 50), (names.Asked, server.Connections));
        Assert.False(canary.Pending());
    });

    [NetworkFact]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No)]
    public Task F008_PublicAndPrivate_InOwnNetwork() => OwnNetwork.RunAsync(F008_PublicAndPrivate_InOwnNetwork, TwoAddresses, async () =>
    {
        using var open = new TcpListener(At(Public));
        using var closed = new TcpListener(At(Private));
        open.Start();
        closed.Start();
        foreach (var addresses in new string[][] { [Public, Private], [Private, Public], [Public, "fd00::1"], [Public, "::ffff:10.0.0.1"], [Public, "169.254.169.254"] })
        {
            await using var names = NameServer.Saying(NameAnswer.Of(addresses));
            await using var host = Guarded();
            var result = await CheckAsync(host, Get);
            Assert.All(addresses, address => Assert.DoesNotContain(address, result.Failure!.Message, StringComparison.Ordinal));
        }

        Assert.False(open.Pending() || closed.Pending());
    });

    [NetworkFact]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes)]
    public Task F010_NameInACircle_InOwnNetwork() => OwnNetwork.RunAsync(F010_NameInACircle_InOwnNetwork, Nothing, async () =>
    {
        await using var names = NameServer.Saying(NameAnswer.Circle);
        await using var host = Guarded();
        await CheckAsync(host, Get);
    });

    [NetworkFact]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Answered, Retried.Yes)]
    public Task F047_InterfaceGoesDown_InOwnNetwork() => OwnNetwork.RunAsync(F047_InterfaceGoesDown_InOwnNetwork, Nothing, async () =>
    {
        var clock = new ManualClock();
        using var store = new TellingFileStore();
        await using var server = Play.Then(async connection =>
        {
            await connection.WriteAsync(Play.Head("Content-Length: 6") + "abc");
            await store.BegunAsync();
            await OwnNetwork.ChangeAsync("link", "set", "lo", "down");
            await connection.WriteAsync("def");
            await store.WaitsAfterAsync(3);
            clock.Advance(TimeSpan.FromSeconds(60));
        });
        await using var host = Host(clock: clock, build: builder => builder.Services.AddSingleton<IFileStore>(store));
        for (var i = 0; i < 2; i++)
        {
            var result = await RunAsync(host, """{ "url": "http://server/", "timeout": 300, "response": { "type": "file" } }""".At(server));
            Assert.Contains("nothing of it came for 60 s, the host's limit MaxIdleTime", result.Failure!.Message, StringComparison.Ordinal);
            await OwnNetwork.ChangeAsync("link", "set", "lo", "up");
        }
    });
}
