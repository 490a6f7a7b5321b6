using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;
using static HttpRequestSteps.Tests.Sync.Upserting;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What once went wrong, or could have.</summary>
public sealed class SyncRegressionTests
{
    [Fact]
    public async Task A_first_run_without_rows_is_followed_by_one_with_rows()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        Assert.Equal(SyncOutcome.Succeeded, (await host.RunAsync(Upserts(judge.Server, TestRows.Of(), 10))).Outcome);
        var next = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x")), 10));
        Assert.True(next.Outcome == SyncOutcome.Succeeded, next.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_row_that_was_settled_by_a_run_that_came_to_nothing_is_still_known(bool added)
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        (int, string, string)[] first = added ? [(2, "x", "x")] : [(1, "A", "x"), (2, "x", "x")];
        (int, string, string)[] pending = [(1, "B", "x"), (2, "x", "x")];
        await host.RunAsync(Upserts(judge.Server, TestRows.Of(first)));
        judge.Status = _ => 422;
        var rejected = await host.RunAsync(Upserts(judge.Server, TestRows.Of(pending)));
        Assert.Equal(1, rejected.PendingRows);
        // Back for one run, in which the destination refuses everything.
        judge.Status = _ => 401;
        var halted = await host.RunAsync(Upserts(judge.Server, TestRows.Of([.. first, (10, "n", "x"), (11, "n", "x"), (12, "n", "x"), (13, "n", "x")])));
        Assert.Equal(SyncOutcome.Halted, halted.Outcome);
        judge.Status = _ => 200;
        var end = await host.RunAsync(Upserts(judge.Server, TestRows.Of(pending)));
        Assert.Equal(SyncOutcome.Succeeded, end.Outcome);
        Assert.Equal("B", judge.Model.GetValueOrDefault(1));
    }

    [Fact]
    public async Task A_doubt_outlives_a_rejection()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"))));
        var n = 0;
        // First attempt is applied and answered 502, the repetition 409.
        judge.Status = _ => { if (++n == 1) { judge.TakesAlways = true; return 502; } judge.TakesAlways = false; return 409; };
        var r = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "B", "x"))));
        Assert.Equal("B", judge.Model[1]);
        Assert.Equal(1, r.PendingRows);
        judge.Status = _ => 200;
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"))));
        Assert.Equal("A", judge.Model[1]);
    }

    [Fact]
    public async Task A_doubt_outlives_a_split()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((9, "A", "x")), 10));
        var n = 0;
        judge.Status = _ => { if (++n == 1) { judge.TakesAlways = true; return 502; } judge.TakesAlways = false; return 409; };
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((9, "A", "x"), (1, "B", "x"), (2, "B", "x")), 10));
        Assert.Equal("B", judge.Model[1]);
        judge.Status = _ => 200;
        var end = await host.RunAsync(Upserts(judge.Server, TestRows.Of((9, "A", "x")), 10));
        Assert.Equal(SyncOutcome.Succeeded, end.Outcome);
        Assert.Equal([9], judge.Model.Keys);
    }

    [Fact]
    public async Task Rows_that_are_always_rejected_keep_no_other_row_back()
    {
        await using var judge = await JudgingServer.StartAsync(ids => ids.Any(id => id >= 1000) ? 422 : 200);
        await using var host = Host();
        var limit = new RateLimit { Requests = 100_000, Concurrency = 4 };
        IEnumerable<(int, string, string)> good = Enumerable.Range(1, 200).Select(id => (id, "g", "x"));
        IEnumerable<(int, string, string)> bad = Enumerable.Range(1000, 2000).Select(id => (id, "b", "x"));
        await host.RunAsync(Upserts(judge.Server, TestRows.Of(good)) with { RateLimit = limit });
        await host.RunAsync(Upserts(judge.Server, TestRows.Of([.. good, .. bad])) with { RateLimit = limit });
        for (var run = 0; run < 5; run++)
        {
            var r = await host.RunAsync(Upserts(judge.Server, TestRows.Of([.. good, .. bad, (500, "new", "x"), (501, "new", "x")])) with { RateLimit = limit });
            if (judge.Model.ContainsKey(500) && judge.Model.ContainsKey(501)) { return; }
        }

        Assert.Fail("500/501 never came in five runs");
    }

    [Fact]
    public async Task Rows_that_the_destination_does_not_know_keep_no_other_row_back()
    {
        await using var judge = await JudgingServer.StartAsync(ids => ids.Any(id => id < 4) ? 404 : 200);
        await using var host = Host();
        var limit = new RateLimit { Requests = 100_000, Concurrency = 1 };
        judge.Status = _ => 200;
        await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(40, "a")) with { RateLimit = limit });
        judge.Status = ids => ids.Any(id => id <= 38) ? 404 : 200;
        for (var run = 0; run < 5; run++)
        {
            await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(40, "b")) with { RateLimit = limit });
        }

        Assert.Equal(2, judge.Model.Count(row => row.Value.StartsWith('b')));
    }

    [Fact]
    public async Task Another_order_of_the_key_columns_is_no_other_key()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(200), 10) with { PrimaryKey = ["name", "city"] });
        await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(200), 10) with { PrimaryKey = ["city", "name"] });
        Assert.Equal(200, judge.Model.Count);
    }

    [Fact]
    public async Task Of_rows_with_the_same_key_the_one_that_counted_is_remembered_as_delivered()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        SyncDefinition D(RowsSource s) => Upserts(judge.Server, s) with { DuplicateKeys = DuplicateKeys.First };
        await host.RunAsync(D(TestRows.Of((1, "A", "x"), (1, "dup", "x"), (2, "z", "z"))));
        judge.Status = _ => 422;
        await host.RunAsync(D(TestRows.Of((1, "B", "x"), (2, "z", "z"))));
        judge.Status = _ => 200;
        await host.RunAsync(D(TestRows.Of((2, "z", "z"))));
        var removed = judge.Server.Seen.Single(request => request.Method == "DELETE");
        Assert.Equal("A", JsonElement.Parse(removed.Text).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Another_body_in_the_next_run_has_another_key()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 500);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"))) with { Columns = ComparedColumns.Of("name") });
        judge.Status = _ => 200;
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "other"))) with { Columns = ComparedColumns.Of("name") });
        Assert.All(judge.Server.Seen.GroupBy(s => s.Header("Idempotency-Key")), g => Assert.Single(g.Select(s => s.Text).Distinct()));
    }

    [Fact]
    public async Task A_row_that_is_back_after_a_removal_in_doubt_was_given_up_is_sent()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        SyncDefinition D(RowsSource s) => Upserts(judge.Server, s) with { Errors = new SyncErrors { GiveUpAfter = TimeSpan.FromTicks(1) } };
        await host.RunAsync(D(TestRows.Of((1, "A", "x"), (2, "z", "z"))));
        judge.Status = _ => 500;
        judge.TakesAlways = true;
        await host.RunAsync(D(TestRows.Of((2, "z", "z"))));
        await host.RunAsync(D(TestRows.Of((2, "z", "z"))));
        Assert.False(judge.Model.ContainsKey(1));
        judge.Status = _ => 200;
        var r = await host.RunAsync(D(TestRows.Of((1, "A", "x"), (2, "z", "z"))));
        Assert.True(judge.Model.ContainsKey(1), r.ToJson());
    }

    [Fact]
    public async Task Rows_with_another_secret_header_have_another_batch()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var d = Upserts(server, TestRows.Of((1, "A", "t1"), (2, "B", "t2")), 10);
        d = d with { Triggers = new SyncTriggers { Added = new SyncTrigger { BatchSize = 10, Step = Step(server, "POST", false) with { Headers = new Dictionary<string, TextList> { ["Authorization"] = "Bearer {{ rows[0].city }}" } } } } };
        await host.RunAsync(d);
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task A_destination_whose_answers_never_fit_is_not_asked_for_every_batch()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{"nonsense":1}"""));
        await using var host = Host();
        var definition = Upserts(server, TestRows.Numbered(3000), 10) with { BatchResponse = new BatchResponse { Results = "items" }, RateLimit = new RateLimit { Requests = 100_000, Concurrency = 4 } };
        await host.RunAsync(definition);
        Assert.InRange(server.Seen.Count, 1, 200);
    }

    [Fact]
    public async Task A_row_that_was_given_up_is_removed_as_it_was_delivered()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        SyncDefinition D(RowsSource s) => Upserts(judge.Server, s) with { Errors = new SyncErrors { GiveUpAfter = TimeSpan.FromTicks(1) }, RateLimit = new RateLimit { Requests = 100_000, Concurrency = 1 } };
        var many = Enumerable.Range(100, 30).Select(id => (id, "n", "x")).ToArray();
        await host.RunAsync(D(TestRows.Of([(1, "A", "x"), .. many])));
        judge.Status = _ => 500;
        // Abandoned: nothing is taken; doubt of row 1 remembered.
        var r1 = await host.RunAsync(D(TestRows.Of([(1, "B", "x"), .. many.Select(m => (m.id, "m", "x"))])));
        judge.Status = ids => ids.Contains(1) ? 422 : 200;
        var r2 = await host.RunAsync(D(TestRows.Of([(1, "B", "x"), .. many.Select(m => (m.id, "m", "x"))])));
        judge.Status = _ => 200;
        await host.RunAsync(D(TestRows.Of([.. many.Select(m => (m.id, "m", "x"))])));
        var removed = judge.Server.Seen.Single(request => request.Method == "DELETE");
        Assert.True("A" == JsonElement.Parse(removed.Text).GetProperty("name").GetString(), r1.ToJson() + r2.ToJson() + removed.Text);
    }

    [Fact]
    public async Task A_row_that_is_back_after_a_removal_in_doubt_is_told_by_the_trigger_there_is()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"), (2, "z", "z"))));
        SyncDefinition D(RowsSource s) { var d = Upserts(judge.Server, s); return d with { Triggers = new SyncTriggers { Changed = d.Triggers.Changed, Removed = d.Triggers.Removed } }; }
        judge.Status = _ => 500;
        judge.TakesAlways = true;
        await host.RunAsync(D(TestRows.Of((2, "z", "z"))));
        judge.Status = _ => 200;
        var r = await host.RunAsync(D(TestRows.Of((1, "A", "x"), (2, "z", "z"))));
        Assert.True(judge.Model.ContainsKey(1), r.ToJson());
    }

    [Fact]
    public async Task A_plan_for_another_URL_is_made_anew()
    {
        using var cancel = new CancellationTokenSource();
        var isSecond = false;
        await using var server = await TestServer.StartAsync(async context =>
        {
            if (!isSecond)
            {
                await cancel.CancelAsync();
            }
        });
        await using var host = Host();
        var d = Upserts(server, TestRows.Of(Enumerable.Range(1, 40).Select(i => (i, "n", i % 2 == 0 ? "even" : "odd"))), 4) with { RateLimit = new RateLimit { Requests = 100_000, Concurrency = 1 } };
        Assert.Equal(SyncOutcome.Cancelled, (await host.RunAsync(d, null, cancel.Token)).Outcome);
        isSecond = true;
        var before = server.Seen.Count;
        var r = await host.RunAsync(d with { Triggers = new SyncTriggers { Added = new SyncTrigger { BatchSize = 4, Step = Step(server, "POST", false) with { Url = server.Url + "/{{ rows[0].city }}" } }, Changed = d.Triggers.Changed, Removed = d.Triggers.Removed } });
        var mixed = server.Seen.Skip(before).Count(s => s.Text.Contains("even", StringComparison.Ordinal) && s.Text.Contains("odd", StringComparison.Ordinal));
        Assert.True(mixed == 0, $"{mixed} of {server.Seen.Count - before} mixed: " + r.Outcome);
    }

    [Fact]
    public async Task Rows_that_failed_before_come_last()
    {
        await using var judge = await JudgingServer.StartAsync(ids => ids.Any(id => id <= 20) ? 422 : 200);
        await using var host = Host();
        var limit = new RateLimit { Requests = 100_000, Concurrency = 1 };
        await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(40)) with { RateLimit = limit });
        var seen = judge.Server.Seen.Count;
        await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(60)) with { RateLimit = limit });
        var ids = judge.Server.Seen.Skip(seen).Select(request => JsonElement.Parse(request.Text).GetProperty("id").GetInt32()).ToArray();
        Assert.Equal(40, ids.Length);
        Assert.All(ids[..20], id => Assert.InRange(id, 41, 60));
    }

    [Fact]
    public async Task A_request_that_is_another_one_after_a_crash_is_sent_by_the_next_run_with_another_key()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await TestServer.StartAsync(async _ => await cancel.CancelAsync());
        var secret = "first";
        await using var host = SyncHost.Create(services =>
        {
            services.AddSingleton<Chance>(new NoWait());
            services.AddHttpRequestSteps().AddSecretResolver<ChangingSecret>();
            services.AddSingleton(new ChangingSecret(() => secret));
        });
        var step = Step(server, "POST", isSingle: true) with { Headers = new Dictionary<string, TextList> { ["X-Tenant"] = "{{ secrets.tenant }}" } };
        var definition = Upserts(server, TestRows.Of((1, "A", "x"))) with { Triggers = new SyncTriggers { Added = new SyncTrigger { Step = step } } };
        Assert.Equal(SyncOutcome.Cancelled, (await host.RunAsync(definition, null, cancel.Token)).Outcome);
        secret = "second";
        var report = await host.RunAsync(definition);
        Assert.Equal(SyncOutcome.Succeeded, report.Outcome);
        Assert.Equal(["first", "second"], server.Seen.Select(request => request.Header("X-Tenant")!));
        Assert.Equal(2, server.Seen.Select(request => request.Header("Idempotency-Key")).Distinct().Count());
    }

    private sealed class ChangingSecret(Func<string> value) : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) => new(name == "tenant" ? value() : null);
    }
}
