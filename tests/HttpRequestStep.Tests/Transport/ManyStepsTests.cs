using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class ManyStepsTests
{
    [Fact]
    public async Task Ten_thousand_distinct_steps_leave_no_sockets_timers_or_plans_behind()
    {
        var clock = new CountingTimeProvider();
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(clock: clock);
        var pool = host.Services.GetRequiredService<TransportPool>();
        var steps = new WeakReference[10_000];
        await RunAllAsync(host, server, steps);
        Assert.Equal(1, pool.Count);
        Assert.Equal(0, clock.Timers);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // The last ones may still stand in a register or a pooled state machine.
        Assert.InRange(steps.Count(step => step.IsAlive), 0, 10);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task RunAllAsync(StepHost host, TestServer server, WeakReference[] steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var step = new HttpRequestStep { Url = Steps.Invariant($"{server.Url}/{i}/{{{{ v }}}}") };
            steps[i] = new WeakReference(step);
            (await host.Executor.ExecuteAsync(step, new StepInput { ["v"] = i })).Succeeds();
        }

        Assert.Equal(steps.Length, server.Seen.Count);
    }

    [Fact]
    public async Task Steps_with_proxies_share_no_socket_with_those_without_and_the_pool_is_bounded()
    {
        await using var host = StepHost.Create();
        var pool = host.Services.GetRequiredService<TransportPool>();
        var port = Steps.FreePort();
        for (var i = 0; i < 300; i++)
        {
            await host.RunAsync(Steps.Invariant($$"""{ "url": "http://127.0.0.1:9/", "proxy": { "host": "127.0.0.1", "port": {{port}}, "username": "u{{i}}", "password": "p" } }"""));
        }

        Assert.InRange(pool.Count, 2, 299);
    }
}
