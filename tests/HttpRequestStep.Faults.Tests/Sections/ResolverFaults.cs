using System.Net;
using System.Net.Sockets;
using Xunit.Abstractions;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C1: what a name server answers, and addresses that are dead.</summary>
public sealed class ResolverFaults(ITestOutputHelper output) : FaultTests
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(5);

    private static string Get(int port) => $$"""{ "url": "http://api.example:{{port}}/", "timeout": 30 }""";

    /// <summary>A host that may reach this server, and nothing else that is not public.</summary>
    private static StepHost Guarded(PlayedResolver resolver, TestServer server) =>
        Host(options => options.Egress.AllowedNetworks.Add($"127.0.0.1:{server.Port}"), allowPrivateNetworks: false, build: resolver.Register);

    [Fault("SYN packets are dropped")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.NotSent, Retried.Yes, Note = "after 10 s, to the tick, whatever the timeout of the attempt")]
    public async Task F002_SynDropped()
    {
        if (!SilentPort.IsKnown)
        {
            output.WriteLine("Not run: only Linux is known to drop what a full queue has no room for.");
            return;
        }

        var clock = new ManualClock();
        using var silent = new SilentPort("127.0.0.1");
        await using var host = Host(clock: clock);
        var result = await PassingAsync(CheckAsync(host, $$"""{ "url": "http://127.0.0.1:{{silent.Port}}/", "timeout": 60 }"""), clock, ConnectTimeout);
        Assert.Equal(ConnectTimeout, result.Attempts[0].Duration);
        Assert.Contains("Connecting to the server took longer than 10 s", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fault("the name server fails or does not answer")]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes, Note = "after 5 s at the latest, even if the system's resolver goes on")]
    public async Task F005_NameServerFails()
    {
        foreach (var error in new[] { SocketError.TryAgain, SocketError.NoRecovery })
        {
            await using var failing = Host(build: PlayedResolver.Failing(error).Register);
            await CheckAsync(failing, Get(80));
        }

        var clock = new ManualClock();
        var never = new TaskCompletionSource<IPAddress[]>();
        await using var silent = Host(clock: clock, build: new PlayedResolver((_, _) => never.Task).Register);
        var result = await PassingAsync(CheckAsync(silent, Get(80)), clock, LookUpTimeout);
        Assert.Equal(LookUpTimeout, result.Attempts[0].Duration);
        Assert.Contains("could not be resolved within 5 s", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fault("the name has no address, or none that can be reached")]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes, Case = "none")]
    [Promise(FailureKind.Connect, DeliveryCertainty.NotSent, Retried.Yes, Case = "none that can be reached")]
    public async Task F006_NoAddress()
    {
        await using var empty = Host(build: PlayedResolver.Of().Register);
        await CheckAsync(empty, Get(80), "none");

        const string Group = "224.0.0.1";
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (Record.Exception(() => probe.Connect(Group, 9)) is not SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable })
        {
            output.WriteLine("Not run: this system does not refuse to connect to a multicast address.");
            return;
        }

        await using var unreachable = Host(build: PlayedResolver.Of(Group, "224.0.0.2").Register);
        await CheckAsync(unreachable, Get(9), "none that can be reached");
    }

    [Fault("the name resolves to a public address first and to a private one later")]
    [Promise(Case = "the address that is allowed")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Case = "the one that is not", Note = "never dialled, in 1 000 tries")]
    public async Task F007_Rebinding()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(200, ("Connection", "close")));
        using var canary = new TcpListener(IPAddress.Parse("127.0.0.2"), server.Port);
        canary.Start();
        var resolver = PlayedResolver.Alternating("127.0.0.1", "127.0.0.2");
        await using var host = Guarded(resolver, server);
        for (var i = 0; i < 1_000; i++)
        {
            if (i < 10)
            {
                await RunAsync(host, Get(server.Port), i % 2 == 0 ? "the address that is allowed" : "the one that is not");
                continue;
            }

            Assert.Equal(i % 2 == 0 ? null : FailureKind.Blocked, (await host.RunAsync(Get(server.Port))).Failure?.Kind);
        }

        Assert.Equal((1_000, 500), (resolver.Asked, server.Seen.Count));
        Assert.False(canary.Pending());
    }

    [Fault("the name has a public and a private address")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Note = "neither is dialled, whatever their order; the message does not tell what was resolved")]
    public async Task F008_PublicAndPrivate()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var addresses in new string[][] { ["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "fd00::1"], ["127.0.0.1", "::ffff:10.0.0.1"], ["127.0.0.1", "169.254.169.254"] })
        {
            await using var host = Guarded(PlayedResolver.Of(addresses), server);
            var result = await CheckAsync(host, Get(server.Port));
            Assert.All(addresses, address => Assert.DoesNotContain(address, result.Failure!.Message, StringComparison.Ordinal));
        }

        Assert.Empty(server.Seen);
    }

    [Fault("the first address of the name is dead, the second alive")]
    [Promise(Note = "at once after one that refuses, 250 ms after one that does not answer")]
    public async Task F009_FirstAddressDead()
    {
        await using var server = await TestServer.StartAsync();
        await using var refused = Host(build: PlayedResolver.Of("127.0.0.2", "127.0.0.1").Register);
        await CheckAsync(refused, Get(server.Port));
        if (!SilentPort.IsKnown)
        {
            output.WriteLine("Not run: only Linux is known to drop what a full queue has no room for.");
            return;
        }

        var clock = new ManualClock();
        using var silent = new SilentPort("127.0.0.2", server.Port);
        await using var host = Host(clock: clock, build: PlayedResolver.Of("127.0.0.2", "127.0.0.1").Register);
        var run = RunAsync(host, Get(server.Port));
        await clock.PassAsync(TimeSpan.FromMilliseconds(250));
        Assert.Equal(TimeSpan.FromMilliseconds(250), (await run).Attempts[0].Duration);
    }

    [Fault("the name has 500 addresses, or leads in a circle")]
    [Promise(FailureKind.Connect, DeliveryCertainty.NotSent, Retried.Yes, Case = "500 dead ones", Note = "ten of them are tried")]
    [Promise(FailureKind.Blocked, DeliveryCertainty.NotSent, Retried.No, Case = "the last of them private", Note = "all of them are judged")]
    [Promise(FailureKind.Dns, DeliveryCertainty.NotSent, Retried.Yes, Case = "a circle")]
    public async Task F010_ManyAddresses()
    {
        await using var server = await TestServer.StartAsync();
        string[] many = [.. Enumerable.Range(0, 10).Select(static i => $"127.0.1.{i}"), "127.0.0.1", .. Enumerable.Range(0, 489).Select(static i => $"127.1.{i / 250}.{i % 250}")];
        Assert.Equal(500, many.Length);
        await using var host = Host(build: PlayedResolver.Of(many).Register);
        await CheckAsync(host, Get(server.Port), "500 dead ones");

        await using var guarded = Guarded(PlayedResolver.Of([.. Enumerable.Repeat("127.0.0.1", 499), "10.0.0.1"]), server);
        await CheckAsync(guarded, Get(server.Port), "the last of them private");
        Assert.Empty(server.Seen);

        await using var circle = Host(build: PlayedResolver.Failing(SocketError.TryAgain).Register);
        await CheckAsync(circle, Get(server.Port), "a circle");
    }
}
