using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;
using static HttpRequestSteps.Tests.Sync.Upserting;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What a destination can do to the rows it is sent, and what becomes of them.</summary>
public sealed class SyncOutcomeTests
{
    private static int[] Ids(SeenRequest request)
    {
        var json = JsonElement.Parse(request.Text);
        return json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(row => row.GetProperty("id").GetInt32())] : [json.GetProperty("id").GetInt32()];
    }

    [Fact]
    public async Task A_rejected_batch_is_split_until_the_bad_rows_stand_alone()
    {
        await using var judge = await JudgingServer.StartAsync(ids => ids.Contains(13) || ids.Contains(77) ? 422 : 200);
        await using var host = Host();
        var report = await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(100), 100));
        Assert.Equal(SyncOutcome.CompletedWithFailures, report.Outcome);
        Assert.Equal((98, 2, 0), (report.Triggers["added"].Delivered, report.Triggers["added"].Rejected, report.Triggers["added"].Deferred));
        Assert.Equal(2, report.PendingRows);
        Assert.Equal(Enumerable.Range(1, 100).Except([13, 77]), judge.Taken.Order());
        Assert.InRange(judge.Server.Seen.Count, 2, 30);

        // They come back in the next run, and only they.
        var seen = judge.Server.Seen.Count;
        judge.Status = _ => 200;
        var next = await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(100), 100));
        Assert.Equal((SyncOutcome.Succeeded, 0L), (next.Outcome, next.PendingRows));
        Assert.Equal(new SyncRowCounts { Read = 100, Unchanged = 98, Added = 2, Retried = 2 }, next.Rows);
        Assert.Equal([13, 77], Ids(Assert.Single(judge.Server.Seen.Skip(seen))).Order());
    }

    [Fact]
    public async Task Wrong_credentials_halt_the_run_and_the_next_one_sends_everything()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 401);
        await using var host = Host();
        var definition = Upserts(judge.Server, TestRows.Numbered(1000), 10) with { RateLimit = new RateLimit { Requests = 1000, Concurrency = 1 } };
        var report = await host.RunAsync(definition);
        Assert.Equal((SyncOutcome.Halted, false), (report.Outcome, report.IsGuarded));
        Assert.Contains("401", report.Message, StringComparison.Ordinal);
        Assert.Equal(3, judge.Server.Seen.Count);
        Assert.Equal(1000, report.PendingRows);

        judge.Status = _ => 200;
        var next = await host.RunAsync(definition);
        Assert.Equal((SyncOutcome.Succeeded, 1000L), (next.Outcome, next.Triggers["added"].Delivered));
        Assert.Equal(Enumerable.Range(1, 1000), judge.Taken.Order());
    }

    [Fact]
    public async Task A_row_that_timed_out_and_went_back_to_its_old_value_is_sent_again()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"), (2, "A", "x")), 10));

        // The server takes the new value and dies before it says so.
        judge.Status = _ => 500;
        judge.TakesAlways = true;
        var doubtful = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "B", "x"), (2, "A", "x")), 10));
        Assert.Equal((SyncOutcome.CompletedWithFailures, 1L), (doubtful.Outcome, doubtful.Triggers["changed"].Deferred));
        Assert.Equal("B", judge.Model[1]);

        judge.Status = _ => 200;
        var back = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"), (2, "A", "x")), 10));
        Assert.Equal((SyncOutcome.Succeeded, 1L), (back.Outcome, back.Rows.Retried));
        Assert.Equal("A", judge.Model[1]);
        Assert.Equal(0, (await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"), (2, "A", "x")), 10))).Requests.Sent);
    }

    [Fact]
    public async Task A_row_whose_addition_is_in_doubt_and_that_is_gone_is_removed()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 500);
        judge.TakesAlways = true;
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"), (2, "A", "x")), 10));
        judge.Status = _ => 200;
        var report = await host.RunAsync(Upserts(judge.Server, TestRows.Of((2, "A", "x")), 10));
        Assert.Equal((SyncOutcome.Succeeded, 1L, 1L), (report.Outcome, report.Rows.Removed, report.Rows.Added));
        Assert.Equal([2], judge.Model.Keys);
    }

    [Fact]
    public async Task A_change_that_failed_is_sent_with_the_current_row_and_removed_with_the_delivered_one()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x"), (2, "B", "x")), 10));
        judge.Status = _ => 422;
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A2", "x"), (2, "B2", "x")), 1));
        judge.Status = _ => 200;
        var report = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A3", "x")), 10));
        Assert.Equal((SyncOutcome.Succeeded, 2L, 1L, 1L), (report.Outcome, report.Rows.Retried, report.Rows.Changed, report.Rows.Removed));
        var removed = judge.Server.Seen.Single(request => request.Method == "DELETE");
        Assert.Equal("B", JsonElement.Parse(removed.Text)[0].GetProperty("name").GetString());
        Assert.Equal("A3", judge.Model[1]);
    }

    [Fact]
    public async Task A_failed_row_that_is_as_it_was_delivered_again_needs_nothing()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x")), 10));
        judge.Status = _ => 422;
        Assert.Equal(1, (await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "B", "x")), 10))).PendingRows);
        var report = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x")), 10));
        Assert.Equal((SyncOutcome.Succeeded, 0L, 0L), (report.Outcome, report.Requests.Sent, report.PendingRows));
    }

    [Fact]
    public async Task A_dry_run_leaves_the_failed_rows_alone()
    {
        await using var judge = await JudgingServer.StartAsync(_ => 200);
        await using var host = Host();
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x")), 10));
        judge.Status = _ => 422;
        await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "B", "x")), 10));
        var dry = await host.RunAsync(Upserts(judge.Server, TestRows.Of((1, "A", "x")), 10), new SyncRunOptions { DryRun = true });
        Assert.Equal((0L, 1L), (dry.Rows.Changed, dry.PendingRows));
        using var history = SyncHistory.Open(host.StateFolder, "rows");
        Assert.Equal(("1", SyncRowState.Rejected, 422), Assert.Single(history.FailedRows().Select(row => (row.Key, row.State, row.StatusCode!.Value))));
        Assert.Equal(2, history.Runs().Count);
    }

    [Theory]
    [InlineData(400, "The destination rejects whatever is sent")]
    [InlineData(500, "The destination cannot be reached")]
    public async Task A_destination_that_takes_nothing_is_not_asked_for_every_row(int status, string message)
    {
        await using var judge = await JudgingServer.StartAsync(_ => status);
        await using var host = Host();
        var report = await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(20_000), 10) with { RateLimit = new RateLimit { Requests = 100_000, Concurrency = 4 } });
        Assert.StartsWith(message, report.Message, StringComparison.Ordinal);
        Assert.InRange(judge.Server.Seen.Count, 20, 400);
        Assert.Equal(20_000, report.PendingRows);
        judge.Status = _ => 200;
        Assert.Equal((SyncOutcome.Succeeded, 20_000L), Counts(await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(20_000), 100))));

        static (SyncOutcome, long) Counts(SyncReport next) => (next.Outcome, next.Triggers["added"].Delivered);
    }

    [Fact]
    public async Task A_template_that_fits_no_row_stops_the_run()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var definition = Upserts(server, TestRows.Numbered(5000)) with { Triggers = new SyncTriggers { Added = new SyncTrigger { Step = new HttpRequestStep { Method = "PUT", Url = server.Url + "/{{ row.nothing }}" } } } };
        var report = await host.RunAsync(definition);
        Assert.Equal(SyncOutcome.Halted, report.Outcome);
        Assert.StartsWith("No request can be made of the rows: ", report.Message, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_row_that_failed_for_too_long_is_left_alone_until_it_is_asked_for()
    {
        await using var judge = await JudgingServer.StartAsync(ids => ids.Contains(1) ? 422 : 200);
        await using var host = Host();
        var definition = Upserts(judge.Server, TestRows.Numbered(2)) with { Errors = new SyncErrors { GiveUpAfter = TimeSpan.FromTicks(1) } };
        await host.RunAsync(definition);
        await host.RunAsync(definition);
        var seen = judge.Server.Seen.Count;
        Assert.Equal((SyncOutcome.Succeeded, 0L), Counts(await host.RunAsync(definition)));
        Assert.Equal(seen, judge.Server.Seen.Count);
        using (var history = SyncHistory.Open(host.StateFolder, "rows"))
        {
            Assert.True(Assert.Single(history.FailedRows()).IsGivenUp);
            Assert.Equal(1, history.Retry());
        }

        judge.Status = _ => 200;
        Assert.Equal((SyncOutcome.Succeeded, 1L), Counts(await host.RunAsync(definition)));

        static (SyncOutcome, long) Counts(SyncReport report) => (report.Outcome, report.Requests.Sent);
    }

    [Fact]
    public async Task Attempts_carry_the_same_key_and_the_same_bytes()
    {
        var answers = 0;
        await using var judge = await JudgingServer.StartAsync(_ => Interlocked.Increment(ref answers) < 3 ? 503 : 200);
        await using var host = Host();
        var report = await host.RunAsync(Upserts(judge.Server, TestRows.Numbered(5), 10));
        Assert.Equal((SyncOutcome.Succeeded, 3L, 2L), (report.Outcome, report.Requests.Sent, report.Requests.Retries));
        Assert.Single(judge.Server.Seen.Select(request => (request.Header("Idempotency-Key"), request.Text)).Distinct());
    }

    [Fact]
    public async Task A_batch_answer_says_what_became_of_each_row()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(207, """{"items":[{"status":201},{"status":"error","why":"no city"},{"status":200}]}"""u8.ToArray(), "application/json"));
        await using var host = Host();
        var definition = Upserts(server, TestRows.Numbered(3), 10) with { BatchResponse = new BatchResponse { Results = "items", Message = "why" } };
        var report = await host.RunAsync(definition);
        Assert.Equal((2, 1, 0), (report.Triggers["added"].Delivered, report.Triggers["added"].Rejected, report.Triggers["added"].Deferred));
    }

    [Fact]
    public async Task A_batch_answer_that_no_longer_knows_removed_rows_delivers_them()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(207, """[{"status":404},{"status":410},{"status":500}]"""u8.ToArray(), "application/json"));
        await using var host = Host();
        var definition = Upserts(server, TestRows.Numbered(4), 10) with { FirstRun = FirstRun.Skip, BatchResponse = new BatchResponse { Results = "" } };
        await host.RunAsync(definition);
        var report = await host.RunAsync(definition with { Source = TestRows.Numbered(1) });
        Assert.Equal((2, 0, 1), (report.Triggers["removed"].Delivered, report.Triggers["removed"].Rejected, report.Triggers["removed"].Deferred));
        using var history = SyncHistory.Open(host.StateFolder, "rows");
        Assert.Equal(SyncRowState.Ambiguous, Assert.Single(history.FailedRows()).State);
    }

    [Fact]
    public async Task A_result_without_a_status_leaves_its_row_in_doubt_and_says_why()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{"items":[{"state":201},{"status":200}]}"""));
        await using var host = Host();
        var report = await host.RunAsync(Upserts(server, TestRows.Numbered(2), 10) with { BatchResponse = new BatchResponse { Results = "items" } });
        Assert.Equal((1, 0, 1), (report.Triggers["added"].Delivered, report.Triggers["added"].Rejected, report.Triggers["added"].Deferred));
        Assert.Equal("""Rows are not delivered, most of them since: The result of the row has no "status" ("batchResponse.status"): {"state":201}""", report.Message);
    }

    [Fact]
    public async Task A_batch_answer_that_does_not_fit_delivers_nothing()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{"items":[{"status":201}]}"""));
        await using var host = Host();
        var definition = Upserts(server, TestRows.Numbered(3), 10) with { BatchResponse = new BatchResponse { Results = "items" } };
        var report = await host.RunAsync(definition);
        Assert.Equal((SyncOutcome.CompletedWithFailures, 0L, 3L), (report.Outcome, report.Triggers["added"].Delivered, report.Triggers["added"].Deferred));
    }
}
