using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>The report of a run, field by field as it is documented, however the run ends.</summary>
public sealed class SyncReportTests
{
    private static SyncDefinition Definition(TestServer server, SyncSource source) => new()
    {
        Name = "rows",
        Source = source,
        PrimaryKey = "id",
        Triggers = new SyncTriggers
        {
            Added = new SyncTrigger { BatchSize = 10, Step = new HttpRequestStep { Method = "POST", Url = server.Url, Body = new JsonBody { Value = TextTree.Parse("\"{{ rows }}\"") } } },
        },
    };

    private static string[] Fields(SyncReport report)
    {
        var json = JsonElement.Parse(report.ToJson());
        Assert.Equal(["read", "unchanged", "added", "changed", "removed", "retried"], Names(json.GetProperty("rows")));
        Assert.Equal(["sent", "retries"], Names(json.GetProperty("requests")));
        Assert.Equal(["added"], Names(json.GetProperty("triggers")));
        Assert.Equal(["delivered", "rejected", "deferred", "requests"], Names(json.GetProperty("triggers").GetProperty("added")));
        return Names(json);

        static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
    }

    private static readonly string[] Documented = ["sync", "runId", "outcome", "rows", "triggers", "requests", "pendingRows", "durationMs"];

    [Fact]
    public async Task A_run_that_succeeds_fails_or_only_looks_has_every_field()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        Assert.Equal(Documented, Fields(await host.RunAsync(Definition(server, TestRows.Numbered(3)))));
        var failed = await host.RunAsync(Definition(server, new RowsSource(static _ => throw new InvalidOperationException("gone"))));
        Assert.Equal((SyncOutcome.Failed, 32), (failed.Outcome, failed.RunId!.Length));
        Assert.Equal(Documented, Fields(failed).Where(name => name != "message"));
        Assert.Equal(Documented, Fields(await host.RunAsync(Definition(server, TestRows.Numbered(4)), new SyncRunOptions { DryRun = true })).Where(name => name is not ("dryRun" or "samples")));
    }

    [Fact]
    public async Task A_run_that_another_keeps_out_has_every_field()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var folder = Directory.CreateDirectory(Path.Combine(host.StateFolder, "rows")).FullName;
        using var other = StateLock.Take(folder, "rows");
        var busy = await host.RunAsync(Definition(server, TestRows.Numbered(3)));
        Assert.Equal((SyncOutcome.Failed, null), (busy.Outcome, busy.RunId));
        Assert.Equal(Documented, Fields(busy).Where(name => name != "message"));
    }

    [Fact]
    public async Task A_run_that_finds_its_state_damaged_is_over_and_tells_its_id_and_what_is_pending()
    {
        var status = 422;
        await using var server = await TestServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(3)));
        var file = Directory.GetFiles(Path.Combine(host.StateFolder, "rows"), "snapshot-*").Single();
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);
        var damaged = await host.RunAsync(Definition(server, TestRows.Numbered(3)));
        Assert.Equal((SyncOutcome.Failed, 3L), (damaged.Outcome, damaged.PendingRows));
        Assert.Contains("is damaged at byte", damaged.Message, StringComparison.Ordinal);
        using var history = SyncHistory.Open(host.StateFolder, "rows");
        Assert.Equal((damaged.RunId, true, SyncOutcome.Failed, damaged.Message), (history.Runs()[0].RunId, history.Runs()[0].IsOver, history.Runs()[0].Outcome!.Value, history.Runs()[0].Message));
        Assert.Equal([Path.GetFileName(file)], Directory.GetFiles(Path.Combine(host.StateFolder, "rows"), "*-*").Select(Path.GetFileName).Where(name => !name!.StartsWith("state.db", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_run_that_breaks_off_while_delivering_tells_what_it_has_done()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var plan = Path.Combine(host.StateFolder, "rows", "plan-1");
        var definition = Definition(server, TestRows.Numbered(30)) with { RateLimit = new RateLimit { Requests = 1000, Concurrency = 1 } };
        var broken = await host.RunAsync(definition, new SyncRunOptions { Progress = new OnPlanned(() => Damage(plan)) });
        Assert.Equal((SyncOutcome.Failed, 32), (broken.Outcome, broken.RunId!.Length));
        Assert.Equal(Documented, Fields(broken).Where(name => name != "message"));
        Assert.Contains("plan-1", broken.Message, StringComparison.Ordinal);
        Assert.Equal((10L, 1L, 20L), (broken.Triggers["added"].Delivered, broken.Requests.Sent, broken.PendingRows));

        // As docs/sync/operating.md says: the next run gives the plan up, and sends all that it held once more.
        var again = await host.RunAsync(definition);
        Assert.Equal((SyncOutcome.Succeeded, 40L, 0L), (again.Outcome, again.Triggers["added"].Delivered, again.PendingRows));
        Assert.Contains("plan-1", again.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Seen.Count);

        static void Damage(string path)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[^1] ^= 1;
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }
    }

    private sealed class OnPlanned(Action planned) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            if (value.Stage == SyncStage.Planned)
            {
                planned();
            }
        }
    }
}
