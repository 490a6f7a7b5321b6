using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Damage of the state is told in words that name the file and the way out, and damage of a plan loses no row.</summary>
public sealed class DamagedStateTests
{
    private static SyncDefinition Definition(TestServer server, params (int Id, string Name, string City)[] rows)
    {
        var upsert = new SyncTrigger { Step = new HttpRequestStep { Method = "PUT", Url = server.Url + "/{{ row.id }}", Body = new RawBody { Content = "{{ row.name }}" } } };
        return new SyncDefinition
        {
            Name = "rows",
            Source = TestRows.Of(rows),
            PrimaryKey = "id",
            Triggers = new SyncTriggers { Added = upsert, Changed = upsert, Removed = new SyncTrigger { Step = new HttpRequestStep { Method = "DELETE", Url = server.Url + "/{{ row.id }}" } } },
            RateLimit = new RateLimit { Requests = 100_000, Per = RatePeriod.Minute, Concurrency = 1 },
            Errors = new SyncErrors { Retry = SyncRetry.NextRun },
        };
    }

    private static void Flip(string file, long at, int bit)
    {
        using var stream = File.Open(file, FileMode.Open);
        stream.Position = at;
        var value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ (1 << bit)));
    }

    /// <summary>A server, and a host whose second run was cancelled at its second request.</summary>
    private static async Task<(TestServer Server, SyncHost Host)> InterruptedAsync()
    {
        using var cancel = new CancellationTokenSource();
        var stopsAfter = int.MaxValue;
        var server = await TestServer.StartAsync(async _ =>
        {
            if (--stopsAfter == 0)
            {
                await cancel.CancelAsync();
            }
        });
        var host = SyncHost.Create();
        Assert.Equal(SyncOutcome.Succeeded, (await host.RunAsync(Definition(server, (1, "a", ""), (2, "a", ""), (3, "a", ""), (4, "a", "")))).Outcome);
        stopsAfter = 2;
        Assert.Equal(SyncOutcome.Cancelled, (await host.RunAsync(Definition(server, (1, "b", ""), (2, "b", ""), (3, "b", ""), (5, "b", "")), null, cancel.Token)).Outcome);
        stopsAfter = int.MaxValue;
        return (server, host);
    }

    /// <summary>What the destination holds after all that it was sent.</summary>
    private static string Held(TestServer server)
    {
        var held = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var request in server.Seen)
        {
            if (request.Method == "DELETE")
            {
                held.Remove(request.Target);
            }
            else
            {
                held[request.Target] = request.Text;
            }
        }

        return string.Join(' ', held.Select(row => $"{row.Key}={row.Value}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_that_is_damaged_or_missing_is_given_up_and_no_row_of_it_is_lost(bool isMissing)
    {
        var (server, host) = await InterruptedAsync();
        await using var disposing = server;
        await using var disposingHost = host;
        var plan = Directory.GetFiles(Path.Combine(host.StateFolder, "rows"), "plan-*").Single();
        if (isMissing)
        {
            File.Delete(plan);
        }
        else
        {
            Flip(plan, new FileInfo(plan).Length - 1, 3);
        }

        // The source is as it was at first, but for a row that is gone: what the interrupted run told of it must be taken back.
        var report = await host.RunAsync(Definition(server, (1, "a", ""), (2, "a", ""), (4, "a", "")));
        Assert.Equal((SyncOutcome.Succeeded, 0L), (report.Outcome, report.PendingRows));
        Assert.Contains($"The file {Path.GetFileName(plan)} of the sync's state was damaged or missing", report.Message, StringComparison.Ordinal);
        Assert.Equal("/1=a /2=a /4=a", Held(server));

        var seen = server.Seen.Count;
        Assert.Equal((SyncOutcome.Succeeded, null), await OutcomeAsync(host.RunAsync(Definition(server, (1, "a", ""), (2, "a", ""), (4, "a", "")))));
        Assert.Equal(seen, server.Seen.Count);
    }

    private static async Task<(SyncOutcome, string?)> OutcomeAsync(Task<SyncReport> run)
    {
        var report = await run;
        return (report.Outcome, report.Message);
    }

    [Fact]
    public async Task A_bit_of_the_ledger_that_is_wrong_ends_in_words_of_ours_or_does_no_harm()
    {
        await using var server = await TestServer.StartAsync(context => TestServer.Status(context.Request.Path == "/2" ? 422 : 200)(context));
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, (1, "a", ""), (2, "a", ""), (3, "a", "")));
        await host.RunAsync(Definition(server, (1, "b", ""), (2, "b", "")));
        var folder = Path.Combine(host.StateFolder, "rows");
        var files = Directory.GetFiles(folder).ToDictionary(file => file, File.ReadAllBytes);
        var ledger = Path.Combine(folder, "state.db");
        var length = files[ledger].Length;
        var (failed, foreign) = (0, new List<string>());

        // Prime steps: every part of the file, each time another bit.
        for (var at = 5; at < length; at += 499)
        {
            foreach (var file in Directory.GetFiles(folder))
            {
                File.Delete(file);
            }

            foreach (var (file, bytes) in files)
            {
                await File.WriteAllBytesAsync(file, bytes);
            }

            Flip(ledger, at, at % 8);
            ReadHistory(host, at, foreign);
            var report = await host.RunAsync(Definition(server, (1, "c", ""), (2, "c", "")));
            if (report.Outcome == SyncOutcome.Failed)
            {
                failed++;
                if (!report.Message!.Contains("state.db", StringComparison.Ordinal) && !report.Message.Contains("of the sync's state", StringComparison.Ordinal))
                {
                    foreign.Add($"{at}: {report.Message}");
                }
            }
        }

        Assert.Empty(foreign);
        Assert.True(failed > 3, $"{failed}");
    }

    private static void ReadHistory(SyncHost host, int at, List<string> foreign)
    {
        try
        {
            using var history = SyncHistory.Open(host.StateFolder, "rows");
            history.Runs();
            history.FailedRows();
            history.Requests();
            history.CountFailedRows();
        }
        catch (CorruptStateException exception) when (exception.Message.Contains("state.db", StringComparison.Ordinal))
        {
        }
        catch (Exception exception)
        {
            foreign.Add($"{at}, history: {exception.GetType().Name}: {exception.Message}");
        }
    }
}
