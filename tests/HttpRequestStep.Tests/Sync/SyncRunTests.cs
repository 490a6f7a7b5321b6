using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What a run does before its first request, and what keeps it from sending any.</summary>
public sealed class SyncRunTests
{
    private static SyncDefinition Definition(TestServer server, SyncSource source) => new()
    {
        Name = "rows",
        Source = source,
        PrimaryKey = "id",
        Triggers = new SyncTriggers
        {
            Added = Trigger(server, "POST"),
            Changed = Trigger(server, "PUT"),
            Removed = Trigger(server, "DELETE"),
        },
    };

    private static SyncTrigger Trigger(TestServer server, string method) =>
        new() { BatchSize = 100, Step = new HttpRequestStep { Method = method, Url = server.Url + "/rows", Body = new JsonBody { Value = TextTree.Parse("\"{{ rows }}\"") } } };

    [Fact]
    public async Task The_guard_stops_a_run_that_would_remove_too_much_and_confirm_lets_it_pass()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(5000)));
        var sent = server.Seen.Count;
        var half = Definition(server, TestRows.Numbered(2500));
        var stopped = await host.RunAsync(half);
        Assert.Equal((SyncOutcome.Halted, true, 2500L), (stopped.Outcome, stopped.IsGuarded, stopped.Rows.Removed));
        Assert.Equal("2500 of 5000 known rows would be removed, more than the guard lets pass (25%). If that is right, confirm it (--confirm) or raise \"guard.maxRemoved\".", stopped.Message);
        Assert.Equal(sent, server.Seen.Count);
        var confirmed = await host.RunAsync(half, new SyncRunOptions { Confirm = true });
        Assert.Equal((SyncOutcome.Succeeded, 2500L), (confirmed.Outcome, confirmed.Triggers["removed"].Delivered));
    }

    [Fact]
    public async Task A_share_of_the_guard_is_never_under_a_thousand_rows_and_a_number_is_what_it_says()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(20)));
        Assert.Equal(SyncOutcome.Succeeded, (await host.RunAsync(Definition(server, TestRows.Numbered(10)))).Outcome);
        var strict = Definition(server, TestRows.Numbered(7)) with { Guard = new SyncGuard { MaxRemoved = RemovedLimit.Rows(2) } };
        Assert.Equal(SyncOutcome.Halted, (await host.RunAsync(strict)).Outcome);
    }

    [Fact]
    public async Task The_guard_counts_only_removals_that_would_be_sent()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var definition = Definition(server, TestRows.Numbered(5000)) with { Triggers = new SyncTriggers { Added = Trigger(server, "POST") }, Guard = new SyncGuard { MaxRemoved = RemovedLimit.Rows(0) } };
        await host.RunAsync(definition);
        var half = await host.RunAsync(definition with { Source = TestRows.Numbered(2500) });
        Assert.Equal((SyncOutcome.Succeeded, 2500L, 0L), (half.Outcome, half.Rows.Removed, half.Requests.Sent));
        var empty = await host.RunAsync(definition with { Source = TestRows.Numbered(0) });
        Assert.Equal((SyncOutcome.Halted, true), (empty.Outcome, empty.IsGuarded));
        Assert.StartsWith("The source has no rows, and 2500 are known", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_without_rows_stops_the_run_while_some_are_known()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(3)));
        var report = await host.RunAsync(Definition(server, TestRows.Numbered(0)));
        Assert.Equal((SyncOutcome.Halted, true), (report.Outcome, report.IsGuarded));
        Assert.Single(server.Seen);
        Assert.Equal(SyncOutcome.Succeeded, (await host.RunAsync(Definition(server, TestRows.Numbered(3)))).Outcome);
    }

    [Fact]
    public async Task A_source_that_ends_in_an_error_sends_and_removes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(3)));
        var broken = new RowsSource(_ => Broken());
        var report = await host.RunAsync(Definition(server, broken));
        Assert.Equal((SyncOutcome.Failed, "The source failed after 1 rows: InvalidOperationException: the connection is gone"), (report.Outcome, report.Message));
        Assert.Single(server.Seen);
        Assert.Equal(3, (await host.RunAsync(Definition(server, TestRows.Numbered(3)))).Rows.Unchanged);

        static async IAsyncEnumerable<Row> Broken()
        {
            await Task.CompletedTask;
            yield return new Row(TestRows.Contact, 9, "x", "y");
            throw new InvalidOperationException("the connection is gone");
        }
    }

    [Fact]
    public async Task Rows_with_the_same_key_end_the_run_unless_it_is_said_which_counts()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var twice = TestRows.Of((1, "first", "x"), (2, "only", "x"), (1, "last", "x"));
        var refused = await host.RunAsync(Definition(server, twice));
        Assert.Equal(SyncOutcome.Failed, refused.Outcome);
        Assert.Equal("1 rows have a key that another row has, such as 1. Choose a primary key that is unique, or say which row counts: \"duplicateKeys\": \"first\" or \"last\".", refused.Message);
        Assert.Empty(server.Seen);
        foreach (var (policy, name) in new[] { (DuplicateKeys.First, "first"), (DuplicateKeys.Last, "last") })
        {
            await host.RunAsync(Definition(server, twice) with { Name = name, DuplicateKeys = policy });
            Assert.Equal([name, "only"], JsonElement.Parse(server.Last.Text).EnumerateArray().Select(row => row.GetProperty("name").GetString()!).Order());
            Assert.Equal(0, (await host.RunAsync(Definition(server, twice) with { Name = name, DuplicateKeys = policy })).Requests.Sent);
        }
    }

    [Fact]
    public async Task A_key_that_is_null_or_changes_its_type_ends_the_run()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        Row Keyed(object? id) => new(TestRows.Contact, id, "a", "b");
        RowsSource Rows(params object?[] ids) => new(token => TestRows.Async(ids.Select(Keyed), token));
        Assert.Contains("Row 1 has no value in the key column \"id\"", (await host.RunAsync(Definition(server, Rows(null, 1)))).Message, StringComparison.Ordinal);
        Assert.Contains("Row 2 has an empty key column \"id\"", (await host.RunAsync(Definition(server, Rows("a", "")))).Message, StringComparison.Ordinal);
        Assert.Contains("Row 2 has no value in the key column \"id\"", (await host.RunAsync(Definition(server, Rows(1, null)))).Message, StringComparison.Ordinal);
        Assert.Contains("of type integer in the first row and of type text in row 2", (await host.RunAsync(Definition(server, Rows(1, "2")))).Message, StringComparison.Ordinal);
        Assert.Equal(SyncOutcome.Succeeded, (await host.RunAsync(Definition(server, Rows(1, 2)))).Outcome);
        Assert.Contains("The primary key was (id integer) and is (id text) now", (await host.RunAsync(Definition(server, Rows("1", "2")))).Message, StringComparison.Ordinal);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_missing_key_column_is_named_with_the_nearest()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var report = await host.RunAsync(Definition(server, TestRows.Numbered(1)) with { PrimaryKey = "idd" });
        Assert.Equal("The source has no column \"idd\"; did you mean \"id\". Its columns: \"id\", \"name\", \"city\".", report.Message);
    }

    [Fact]
    public async Task A_first_run_can_take_the_rows_as_known()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var report = await host.RunAsync(Definition(server, TestRows.Numbered(10)) with { FirstRun = FirstRun.Skip });
        Assert.Equal((SyncOutcome.Succeeded, 10L, 0L), (report.Outcome, report.Rows.Unchanged, report.Requests.Sent));
        var next = await host.RunAsync(Definition(server, TestRows.Numbered(11)) with { FirstRun = FirstRun.Skip });
        Assert.Equal((1L, 1L), (next.Rows.Added, next.Requests.Sent));
    }

    [Fact]
    public async Task A_dry_run_counts_shows_and_keeps_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var dry = await host.RunAsync(Definition(server, TestRows.Numbered(250)), new SyncRunOptions { DryRun = true });
        Assert.Equal((SyncOutcome.Succeeded, 250L, 3L), (dry.Outcome, dry.Rows.Added, dry.Triggers["added"].Requests));
        Assert.Equal(["POST", "POST"], dry.Samples!.Select(sample => sample.Method!));
        Assert.Empty(server.Seen);
        Assert.Equal(250, (await host.RunAsync(Definition(server, TestRows.Numbered(250)))).Triggers["added"].Delivered);
    }

    [Fact]
    public async Task A_dry_run_without_a_state_leaves_none_and_with_one_leaves_it_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var definition = Definition(server, TestRows.Numbered(5)) with { Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"dry-{Environment.ProcessId}") };
        var dry = new SyncRunOptions { DryRun = true };
        Assert.Equal(5, (await host.RunAsync(definition, dry)).Rows.Added);
        Assert.Equal(SyncOutcome.Failed, (await host.RunAsync(definition with { Source = new RowsSource(static _ => throw new InvalidOperationException("gone")) }, dry)).Outcome);
        Assert.False(Directory.Exists(host.StateFolder));
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "*" + definition.Name + "*"));

        await host.RunAsync(definition);
        var files = Files();
        var more = definition with { Source = TestRows.Numbered(7) };
        Assert.Equal(2, (await host.RunAsync(more, dry)).Rows.Added);
        Assert.Equal(SyncOutcome.Failed, (await host.RunAsync(more with { Source = new RowsSource(static _ => throw new InvalidOperationException("gone")) }, dry)).Outcome);
        Assert.Equal(files, Files());
        using var history = SyncHistory.Open(host.StateFolder, definition.Name);
        Assert.Single(history.Runs());
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "*" + definition.Name + "*"));

        string[] Files() => [.. Directory.GetFiles(Path.Combine(host.StateFolder, definition.Name)).Where(file => !file.Contains("state.db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Another_choice_of_compared_columns_is_no_change_of_the_rows()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Of((1, "a", "x"), (2, "b", "y"))));
        var narrower = Definition(server, TestRows.Of((1, "a", "other"), (2, "c", "y"))) with { Columns = ComparedColumns.Of("name") };
        Assert.Equal((1L, 1L), await Counts(host.RunAsync(narrower)));

        static async Task<(long Changed, long Unchanged)> Counts(Task<SyncReport> run)
        {
            var report = await run;
            return (report.Rows.Changed, report.Rows.Unchanged);
        }
    }

    [Fact]
    public async Task A_change_without_a_trigger_is_known_afterwards()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var removedOnly = Definition(server, TestRows.Numbered(3)) with { Triggers = new SyncTriggers { Removed = Trigger(server, "DELETE") } };
        var report = await host.RunAsync(removedOnly);
        Assert.Equal((SyncOutcome.Succeeded, 3L, 0L), (report.Outcome, report.Rows.Added, report.Requests.Sent));
        Assert.Equal(["removed"], report.Triggers.Keys);
        Assert.Equal(1, (await host.RunAsync(removedOnly with { Source = TestRows.Numbered(2) })).Triggers["removed"].Delivered);
    }

    [Fact]
    public async Task A_cancelled_run_goes_on_in_the_next()
    {
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        await using var server = await TestServer.StartAsync(_ =>
        {
            if (Interlocked.Increment(ref seen) == 3)
            {
                cancel.Cancel();
            }

            return Task.CompletedTask;
        });
        await using var host = SyncHost.Create();
        var definition = Definition(server, TestRows.Numbered(1000)) with { RateLimit = new RateLimit { Requests = 10_000, Concurrency = 1 } };
        var cancelled = await host.RunAsync(definition, cancellationToken: cancel.Token);
        Assert.Equal(SyncOutcome.Cancelled, cancelled.Outcome);
        Assert.InRange(cancelled.PendingRows, 700, 800);
        var next = await host.RunAsync(definition);
        Assert.Equal((SyncOutcome.Succeeded, 1000L, 1000L), (next.Outcome, next.Rows.Unchanged, next.Triggers["added"].Delivered));
        Assert.Equal(10, server.Seen.Select(request => request.Text).Distinct().Count());
    }

    [Theory]
    [InlineData("id;name", "\";\"")]
    [InlineData("id\tname", "a tab (\"\\t\")")]
    public async Task A_file_with_another_delimiter_is_told_as_such(string header, string delimiter)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        host.Write("contacts.csv", header + "\n1\n");
        var report = await host.RunAsync($$"""{ "name": "contacts", "source": { "type": "csv", "path": "contacts.csv" }, "primaryKey": "id", "triggers": { "added": { "step": { "method": "PUT", "url": "{{server.Url}}/{{"{{ row.id }}"}}" } } } }""");
        Assert.Equal(SyncOutcome.Failed, report.Outcome);
        Assert.Contains($"is the delimiter of the file {delimiter}? Say so in the source (\"delimiter\").", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_found_before_anything_is_sent()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(100)));
        var file = Directory.GetFiles(Path.Combine(host.StateFolder, "rows"), "snapshot-*").Single();
        var bytes = File.ReadAllBytes(file);
        bytes[20] ^= 1;
        File.WriteAllBytes(file, bytes);
        var report = await host.RunAsync(Definition(server, TestRows.Numbered(90)));
        Assert.Equal(SyncOutcome.Failed, report.Outcome);
        Assert.Contains("is damaged at byte", report.Message, StringComparison.Ordinal);
        Assert.Single(server.Seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ledger_that_is_gone_is_no_new_state(bool isEmpty)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        await host.RunAsync(Definition(server, TestRows.Numbered(3)));
        var ledger = Path.Combine(host.StateFolder, "rows", "state.db");
        File.Delete(ledger);
        if (isEmpty)
        {
            File.WriteAllBytes(ledger, []);
        }

        var report = await host.RunAsync(Definition(server, TestRows.Numbered(2)));
        Assert.Equal(SyncOutcome.Failed, report.Outcome);
        Assert.Contains("is missing or empty, and the rows that were delivered are there", report.Message, StringComparison.Ordinal);
        Assert.Single(server.Seen);
        Assert.Single(Directory.GetFiles(Path.Combine(host.StateFolder, "rows"), "snapshot-*"));
    }

    [Fact]
    public async Task Rows_share_a_batch_only_if_they_go_to_the_same_place()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var definition = Definition(server, TestRows.Of((1, "a", "x"), (2, "b", "y"), (3, "c", "x"))) with
        {
            Triggers = new SyncTriggers { Added = new SyncTrigger { BatchSize = 10, Step = new HttpRequestStep { Method = "POST", Url = server.Url + "/{{ rows[0].city }}/rows", Body = new JsonBody { Value = TextTree.Parse("\"{{ rows }}\"") } } } },
        };
        await host.RunAsync(definition);
        Assert.Equal(["/x/rows 2", "/y/rows 1"], server.Seen.Select(request => $"{request.Target} {JsonElement.Parse(request.Text).GetArrayLength()}").Order());
    }

    [Fact]
    public async Task Every_error_of_a_definition_is_told_at_its_place()
    {
        await using var host = SyncHost.Create();
        var read = host.Reader.Read("""
            {
              "name": "a b",
              "source": { "type": "cvs", "path": "x" },
              "primaryKey": [],
              "triggers": { "added": { "batchSize": 0, "step": { "method": "POST", "url": "https://example.com/{{ row.id", "retry": {} } } },
              "errors": { "attempts": 0 },
              "guard": { "maxRemoved": "a lot" },
              "sourse": 1
            }
            """);
        Assert.Null(read.Definition);
        Assert.Equal(
            [
                "$.errors.attempts", "$.guard.maxRemoved", "$.name", "$.primaryKey", "$.source.type", "$.sourse", "$.triggers.added.batchSize", "$.triggers.added.step.retry", "$.triggers.added.step.url",
            ],
            read.Errors.Select(error => error.Path).Distinct().Order(StringComparer.Ordinal));
        Assert.All(read.Errors, error => Assert.NotNull(error.Line));
    }
}
