using System.Text;
using System.Text.Json;
using HttpRequestSteps.Sync;
using HttpRequestSteps.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C7: the sync engine and its state.</summary>
public sealed class SyncFaults : SyncFaultTests
{
    private static string StateOf(SyncHost host) => Path.Combine(host.StateFolder, "rows");

    private static byte[] SnapshotOf(SyncHost host) => File.ReadAllBytes(Directory.GetFiles(StateOf(host), "snapshot-*").Single());

    private static int[] Ids(SeenRequest request) => [.. JsonElement.Parse(request.Text).EnumerateArray().Select(static row => row.GetProperty("id").GetInt32()).Order()];

    private static string[] Sent(IEnumerable<SeenRequest> requests) => [.. requests.Select(static request => $"{request.Method} {request.Text}").Order(StringComparer.Ordinal)];

    [Fault("the process is killed at any point")]
    [Promise(Outcome = "the next run goes on: nothing is lost, and only what was under way comes twice, with the same key and the same bytes")]
    public async Task F100_KilledAnywhere()
    {
        var random = new Random(100);
        await using var crash = await CrashingSync.StartAsync();
        crash.WriteRows(Enumerable.Range(1, 300), "a");
        await crash.RunUntilKilledAsync(nameof(SyncPoint.Reading), random.Next(1, 300));
        Assert.Empty(crash.Seen);
        await crash.RunUntilRequestsAsync(random.Next(1, 15));
        await crash.RunUntilRequestsAsync(random.Next(1, 15));
        await crash.RunToItsEndAsync();
        crash.Check();
    }

    [Fault("the process is killed between the answer and the commit")]
    [Promise(Outcome = "at most as many requests as may be under way come twice, each with the same key and the same bytes")]
    public async Task F101_KilledBeforeCommit()
    {
        await using var crash = await CrashingSync.StartAsync();
        crash.WriteRows(Enumerable.Range(1, 300), "a");
        await crash.RunUntilKilledAsync(nameof(SyncPoint.Answered), 7);
        var before = crash.Requests;
        Assert.InRange(before, 7, 29);
        await crash.RunToItsEndAsync();
        crash.Check();
        var requests = crash.Seen.GroupBy(static request => request.Key).ToArray();
        var repeated = requests.Where(static request => request.Count() > 1).ToArray();
        Assert.Equal(300 / CrashingSync.BatchSize, requests.Length);
        Assert.InRange(repeated.Length, 1, CrashingSync.Concurrency);
        Assert.All(repeated, request => Assert.Equal(2, request.Count()));
        Assert.All(repeated, request => Assert.Single(request.Distinct()));
    }

    [Fault("the disk is full")]
    [Promise(Outcome = "the run fails; no request is sent that is not marked on the disk first, and the next run goes on as after a crash", Note = "tested with a limit on the size of files")]
    public async Task F102_DiskFull()
    {
        await using var crash = await CrashingSync.StartAsync();

        // Here the ledger cannot be begun, there the rows cannot be kept.
        crash.WriteRows(Enumerable.Range(1, 5000), "a");
        foreach (var kilobytes in new[] { 16, 120 })
        {
            Assert.Equal("failed", (await crash.RunOnFullDiskAsync(kilobytes)).GetProperty("outcome").GetString());
            Assert.Empty(crash.Seen);
        }

        // And here the disk is full in the middle of the delivery.
        crash.WriteRows(Enumerable.Range(1, 300), "a");
        Assert.Equal("failed", (await crash.RunOnFullDiskAsync(150)).GetProperty("outcome").GetString());
        Assert.InRange(crash.Requests, 1, 29);
        await crash.RunToItsEndAsync();
        crash.Check();
        Assert.Equal(300 / CrashingSync.BatchSize, crash.Seen.DistinctBy(static request => request.Key).Count());
    }

    [TracedFault("fsync fails")]
    [Promise(Outcome = "the run fails and says which file, before anything is sent that depends on it; the next run goes on", Note = "tested with the error put into the system call")]
    public async Task F103_FsyncFails()
    {
        await using var crash = await CrashingSync.StartAsync();
        crash.WriteRows(Enumerable.Range(1, 300), "a");
        foreach (var file in new[] { "snapshot-1", "plan-2", "", "state.db-wal" })
        {
            var report = await crash.RunOnFailingDiskAsync(file);
            Assert.Equal("failed", report.GetProperty("outcome").GetString());
            Assert.Contains($"The file {(file.Length == 0 ? "rows" : file.Replace("-wal", string.Empty, StringComparison.Ordinal))}", report.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Empty(crash.Seen);
        }

        await crash.RunToItsEndAsync();
        crash.Check();
    }

    [Fault("the state is torn, cut off, or has a bit changed")]
    [Promise(Outcome = "the run fails before it sends anything and says which file is damaged, or its result is exactly right")]
    [Differs("an earlier snapshot is not kept: the state folder comes from a backup, or is begun anew. The ledger is SQLite, whose pages have no checksum: a bit of it that changes can go unseen, and one that is lost or empty begins anew")]
    public async Task F104_DamagedState()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        await RunAsync(host, Rows(server, TestRows.Of((1, "A", "x"), (2, "B", "y"))));
        var files = Directory.GetFiles(StateOf(host)).ToDictionary(static file => file, File.ReadAllBytes);
        var path = files.Keys.Single(static file => Path.GetFileName(file).StartsWith("snapshot-", StringComparison.Ordinal));
        var whole = files[path];
        var next = Rows(server, TestRows.Of((1, "A2", "x"), (3, "C", "z")));
        var seen = server.Seen.Count;
        await RunAsync(host, next);
        var right = Sent(server.Seen.Skip(seen));
        Assert.Equal(3, right.Length);

        // Cut at every length, and one bit of every byte: whoever reads it gets what was written, or an error.
        byte[][] damages = [.. Enumerable.Range(0, whole.Length).SelectMany(at => new[] { whole[..at], [.. whole[..at], (byte)(whole[at] ^ (1 << (at % 8))), .. whole[(at + 1)..]] })];
        host.Write("damaged", whole);
        var written = Read(host);
        Assert.NotNull(written);
        foreach (var damaged in damages)
        {
            host.Write("damaged", damaged);
            Assert.Contains(Read(host), new[] { written, null });
        }

        // And so does a run; the ledger is cut too.
        var ledger = files.Keys.Single(static file => Path.GetFileName(file) == "state.db");
        (string File, byte[] Bytes)[] cases =
        [
            .. damages.Where(static (_, index) => index % 17 == 0).Select(damaged => (path, damaged)),
            .. Enumerable.Range(1, 7).Select(part => (ledger, files[ledger][..(files[ledger].Length * part / 8)])),
        ];
        var stopped = 0;
        foreach (var (damagedFile, damaged) in cases)
        {
            foreach (var file in Directory.GetFiles(StateOf(host)))
            {
                File.Delete(file);
            }

            foreach (var (file, content) in files)
            {
                await File.WriteAllBytesAsync(file, file == damagedFile ? damaged : content);
            }

            seen = server.Seen.Count;
            var report = await RunAsync(host, next);
            var sent = Sent(server.Seen.Skip(seen));
            if (report.Outcome == SyncOutcome.Succeeded)
            {
                Assert.Equal(right, sent);
            }
            else
            {
                stopped++;
                Stops(report, SyncOutcome.Failed, damagedFile == ledger ? "The ledger of the sync in " : $"The file {Path.GetFileName(path)} of the sync's state is damaged");
                Assert.Empty(sent);
            }
        }

        Assert.InRange(stopped, cases.Length / 2, cases.Length);

        static string? Read(SyncHost host)
        {
            try
            {
                using var snapshot = Snapshot.Open(Path.Combine(host.Folder, "damaged"));
                var (text, entries) = (new StringBuilder(), Array.Empty<RowEntry>());
                for (var partition = 0; partition < SnapshotFormat.Partitions; partition++)
                {
                    var (count, rows) = (snapshot.ReadEntries(partition, ref entries), snapshot.ReadRows(partition));
                    for (var i = 0; i < count; i++)
                    {
                        text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{entries[i].Key:X} {entries[i].Hash:X} {Convert.ToHexString(rows.Next())}");
                    }
                }

                return text.ToString();
            }
            catch (CorruptStateException)
            {
                return null;
            }
        }
    }

    [Fault("the state cannot be written")]
    [Promise(Outcome = "nothing is sent; the run fails and says why")]
    public async Task F105_StateCannotBeWritten()
    {
        await using var server = await TestServer.StartAsync();
        await using (var host = Host())
        {
            host.Write("state", "mine");
            var report = await RunAsync(host, Rows(server, TestRows.Numbered(3)));
            Stops(report, SyncOutcome.Failed, host.StateFolder);
            Assert.Equal("mine", await File.ReadAllTextAsync(host.StateFolder));
        }

        await using (var host = Host())
        {
            // No ledger can be opened where a folder is.
            Directory.CreateDirectory(Path.Combine(StateOf(host), "state.db"));
            Stops(await RunAsync(host, Rows(server, TestRows.Numbered(3))), SyncOutcome.Failed, "The file state.db in ");
        }

        Assert.Empty(server.Seen);
    }

    [Fault("two runs of one sync")]
    [Promise(Outcome = "the second fails and says so; the first is not disturbed")]
    public async Task F106_TwoRuns()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(_ =>
        {
            begun.TrySetResult();
            return goOn.Task;
        });
        await using var host = Host();
        await using var other = Host(earlier: host);
        var sync = Rows(server, TestRows.Numbered(50));
        var first = RunAsync(host, sync);
        await begun.Task.WaitAsync(StepHost.Patience);
        foreach (var second in new[] { host, other })
        {
            Stops(await RunAsync(second, sync), SyncOutcome.Failed, "Another run of the sync \"rows\" holds its state");
        }

        Assert.Single(server.Seen);
        goOn.SetResult();
        Assert.Equal((SyncOutcome.Succeeded, 50L), ((await first).Outcome, (await first).Triggers["added"].Delivered));
        Assert.Equal(5, server.Seen.Count);
    }

    [Fault("another process takes the state over while its owner sleeps")]
    [Promise(Outcome = "every write of the first owner is refused; its run fails, and sends nothing more")]
    public async Task F107_OwnerIsFenced()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.PlayAsync(
            _ =>
            {
                begun.SetResult();
                return goOn.Task;
            },
            TestServer.Ok);
        await using var host = Host();
        await using var other = Host(earlier: host);
        var sync = Rows(server, TestRows.Numbered(50));
        var first = RunAsync(host, sync);
        await begun.Task.WaitAsync(StepHost.Patience);

        // The lock is lost, as on a file system that forgets it.
        File.Delete(Path.Combine(StateOf(host), "lock"));
        Assert.Equal((SyncOutcome.Succeeded, 50L), Counts(await RunAsync(other, sync)));
        goOn.SetResult();
        Stops(await first, SyncOutcome.Failed, "Another process has taken over the state");
        Assert.Equal((6, 5), (server.Seen.Count, server.Seen.Select(static request => (request.Header("Idempotency-Key"), request.Text)).Distinct().Count()));
        var next = await RunAsync(other, sync);
        Assert.Equal((SyncOutcome.Succeeded, 50L, 0L), (next.Outcome, next.Rows.Unchanged, next.Requests.Sent));

        using var fenced = Open(host);
        var run = fenced.BeginRun("d");
        File.Delete(Path.Combine(StateOf(host), "lock"));
        using var owner = Open(host);
        Assert.All(
            new Action[]
            {
                () => fenced.Write(static () => Assert.Fail("It may not write.")),
                () => fenced.FindSealed(), () => fenced.BeginRun("d"), () => fenced.Seal(run), () => fenced.Abandon(run, SyncOutcome.Failed, "m"), () => fenced.Finish(run, SyncOutcome.Succeeded, null),
                () => fenced.Note(run, SyncOutcome.Cancelled, null), () => fenced.SchemaId(TestRows.Contact), () => fenced.RetryFailedRows(), () => fenced.Forget(run),
            },
            static write => Assert.Throws<SyncBusyException>(write));
        owner.BeginRun("d");

        static SyncState Open(SyncHost host) => SyncState.Open(StateOf(host), "rows", TimeProvider.System, new SyncProbe());
        static (SyncOutcome, long) Counts(SyncReport report) => (report.Outcome, report.Triggers["added"].Delivered);
    }

    [Fault("a row that always fails: it is refused, too large, or no request can be made of it")]
    [Promise(Outcome = "all others are delivered; it is counted, and comes back in every run")]
    [Differs("it is not put aside after some attempts, but after a time, if `errors.giveUpAfter` says so")]
    public async Task F108_RowAlwaysFails()
    {
        foreach (var status in new[] { 400, 413, 422, 0 })
        {
            await using var judge = await JudgingServer.StartAsync(ids => ids.Contains(13) ? status : 200);
            await using var host = Host();
            var sync = Rows(judge.Server, TestRows.Numbered(30), batchSize: null);
            if (status == 0)
            {
                sync = sync with { Triggers = new SyncTriggers { Added = Trigger(judge.Server, "POST", null, """{ "id": "{{ row.id }}", "name": "{% if row.id == 13 %}{{ row.nothing }}{% endif %}" }""") } };
            }

            for (var (run, seen) = (1, 0); run <= 3; run++, seen = judge.Server.Seen.Count)
            {
                var report = await RunAsync(host, sync);
                Assert.Equal((SyncOutcome.CompletedWithFailures, 1L, 1L), (report.Outcome, report.Triggers["added"].Rejected, report.PendingRows));
                Assert.Equal((run == 1 ? 29 : 0, run == 1 ? 0 : 1), (report.Triggers["added"].Delivered, report.Rows.Retried));
                Assert.Equal((run == 1 ? 29 : 0) + (status == 0 ? 0 : 1), judge.Server.Seen.Count - seen);
            }

            Assert.Equal(Enumerable.Range(1, 30).Except([13]), judge.Taken.Order());
        }
    }

    [Fault("a batch that always fails")]
    [Promise(Case = "one row of it is bad", Outcome = "it is halved until the row stands alone: 2 requests for each halving; all others are delivered")]
    [Promise(Case = "all of it is bad", Outcome = "the requests for a search are bounded; what is left comes in the next run")]
    public async Task F109_BatchAlwaysFails()
    {
        await using var judge = await JudgingServer.StartAsync(static ids => ids.Contains(13) ? 400 : 200);
        await using var host = Host();
        var sync = Rows(judge.Server, TestRows.Numbered(128), batchSize: 128);
        var report = await RunAsync(host, sync);
        Assert.Equal((SyncOutcome.CompletedWithFailures, 127L, 1L), (report.Outcome, report.Triggers["added"].Delivered, report.Triggers["added"].Rejected));
        Assert.Equal(Enumerable.Range(1, 128).Except([13]), judge.Taken.Order());
        Assert.Equal(1 + (2 * 7), judge.Server.Seen.Count);

        await using var refuses = await JudgingServer.StartAsync(static _ => 400);
        await using var second = Host();
        sync = Rows(refuses.Server, TestRows.Numbered(128), batchSize: 128);
        report = await RunAsync(second, sync);
        Assert.Equal((0L, 128L), (report.Triggers["added"].Delivered, report.PendingRows));
        Assert.InRange(refuses.Server.Seen.Count, 2, 1 + ((2 * 7) + 4) * 8);
        refuses.Status = static _ => 200;
        Assert.Equal((SyncOutcome.Succeeded, 128L), ((await RunAsync(second, sync)).Outcome, (long)refuses.Taken.Count()));
    }

    [Fault("a batch that fails in part")]
    [Promise(Outcome = "only the rows that failed come back", Note = "if `batchResponse` says where the answer tells it")]
    public async Task F110_BatchFailsInPart()
    {
        TestServer server = null!;
        int[] bad = [3, 7];
        await using var started = server = await TestServer.StartAsync(context => TestServer.Body(
            207,
            JsonSerializer.SerializeToUtf8Bytes(new { items = JsonElement.Parse(server.Last.Text).EnumerateArray().Select(row => new { status = bad.Contains(row.GetProperty("id").GetInt32()) ? 422 : 201, why = "no city" }) }),
            "application/json")(context));
        await using var host = Host();
        var sync = Rows(server, TestRows.Numbered(10)) with { BatchResponse = new BatchResponse { Results = "items", Message = "why" } };
        var report = await RunAsync(host, sync);
        Assert.Equal((SyncOutcome.CompletedWithFailures, 8L, 2L, 2L), (report.Outcome, report.Triggers["added"].Delivered, report.Triggers["added"].Rejected, report.PendingRows));
        Assert.Single(server.Seen);
        bad = [7];
        Assert.Equal(1, (await RunAsync(host, sync)).PendingRows);
        Assert.Equal([3, 7], Ids(server.Last));
        bad = [];
        Assert.Equal((SyncOutcome.Succeeded, 0L), ((await RunAsync(host, sync)).Outcome, (await RunAsync(host, sync)).Requests.Sent));
        Assert.Equal([7], Ids(server.Last));
        Assert.Equal(3, server.Seen.Count);
    }

    [Fault("the source fails at a row, has a key twice since it changed while it was read, or a row without a key")]
    [Promise(Outcome = "nothing is sent, the state stays as it was; the run fails and says where")]
    [Differs("a row that a changing source leaves out counts as removed: only the guard bounds that")]
    public async Task F111_SourceIsBroken()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        await RunAsync(host, Rows(server, TestRows.Numbered(20)));
        var (sent, before) = (server.Seen.Count, SnapshotOf(host));
        foreach (var (source, why) in new (RowsSource, string)[]
        {
            (Broken(0), "The source failed after 0 rows: InvalidOperationException: the connection is gone"),
            (Broken(17), "The source failed after 17 rows: InvalidOperationException: the connection is gone"),
            (TestRows.Of((1, "a", "x"), (2, "b", "x"), (1, "later", "x")), "1 rows have a key that another row has, such as 1."),
            (new RowsSource(static token => TestRows.Async([new Row(TestRows.Contact, 1, "a", "x"), new Row(TestRows.Contact, null, "b", "x")], token)), "Row 2 has no value in the key column \"id\""),
        })
        {
            Stops(await RunAsync(host, Rows(server, source)), SyncOutcome.Failed, why);
            Assert.Equal(before, SnapshotOf(host));
        }

        var next = await RunAsync(host, Rows(server, TestRows.Numbered(20)));
        Assert.Equal((SyncOutcome.Succeeded, new SyncRowCounts { Read = 20, Unchanged = 20 }), (next.Outcome, next.Rows));
        Assert.Equal(sent, server.Seen.Count);

        static RowsSource Broken(int after) => new(_ => BreakOff(after));

        static async IAsyncEnumerable<Row> BreakOff(int after)
        {
            for (var id = 1; id <= after; id++)
            {
                await Task.CompletedTask;
                yield return new Row(TestRows.Contact, id, "other", "x");
            }

            throw new InvalidOperationException("the connection is gone");
        }
    }

    [Fault("the columns of the source change")]
    [Promise(Case = "one that a template needs is gone", Outcome = "nothing is sent; twenty such rows stop the run, which says which column is missing")]
    [Promise(Case = "there is a new one", Outcome = "every row is changed")]
    public async Task F112_ColumnsChange()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        SyncDefinition Sync(params string[] columns) => Rows(
            server, new RowsSource(token => TestRows.Async(Enumerable.Range(1, 30).Select(id => new Row(new RowSchema(["id", .. columns]), [id, .. columns.Select(column => (object?)(column + id))])), token)), batchSize: null);
        SyncDefinition Naming(params string[] columns) => Sync(columns) with
        {
            Triggers = new SyncTriggers { Added = Trigger(server, "POST", null, """{ "id": "{{ row.id }}", "city": "{{ row.city }}" }"""), Changed = Trigger(server, "PUT", null, """{ "id": "{{ row.id }}", "city": "{{ row.city }}" }""") },
        };
        Assert.Equal(SyncOutcome.Succeeded, (await RunAsync(host, Naming("city"))).Outcome);
        var (sent, before) = (server.Seen.Count, SnapshotOf(host));
        var gone = await RunAsync(host, Naming("town"));
        Stops(gone, SyncOutcome.Halted, "city");
        Assert.Equal(sent, server.Seen.Count);
        Assert.Equal(before, SnapshotOf(host));
        Assert.Equal(30, (await RunAsync(host, Naming("city"))).Rows.Unchanged);
        var added = await RunAsync(host, Sync("city", "street"));
        Assert.Equal((SyncOutcome.Succeeded, 30L), (added.Outcome, added.Triggers["changed"].Delivered));
    }

    [Fault("a million rows and a slow server")]
    [Promise(Outcome = "all are delivered; no more requests wait than may be under way, and the rows wait on the disk", Note = "in a process with 32 MiB for its objects, where the rows alone take twice that")]
    public async Task F113_MillionRows()
    {
        const int Rows = 1_000_000;
        const int BatchSize = 1_000;
        const int Concurrency = 4;
        var slow = new SlowServer(Concurrency);
        await using var server = RawServer.Start(slow.ServeAsync);
        await using var host = Host();
        var source = Path.Combine(host.Folder, "rows.csv");
        await File.WriteAllLinesAsync(source, Enumerable.Range(1, Rows).Select(static id => $"{id},the row {id} as it is in the source now: version a of the row").Prepend("id,version"));
        Assert.True(new FileInfo(source).Length > 64_000_000);
        host.Write("rows.json", $$$"""
            {
              "name": "rows", "source": { "type": "csv", "path": "rows.csv" }, "primaryKey": "id", "rateLimit": { "requests": 100000, "concurrency": {{{Concurrency}}} },
              "triggers": { "added": { "batchSize": {{{BatchSize}}}, "step": { "method": "POST", "url": "{{{server.Url}}}/rows", "body": { "type": "json", "value": "{{ rows }}" } } } }
            }
            """);
        var report = await CrashingSync.RunInMemoryAsync(32, Path.Combine(host.Folder, "rows.json"), host.StateFolder);
        Assert.True(report.GetProperty("outcome").GetString() == "succeeded", report.GetRawText());
        Assert.Equal(Rows, report.GetProperty("triggers").GetProperty("added").GetProperty("delivered").GetInt64());
        Assert.Equal((Rows / BatchSize, Concurrency), (slow.Requests, slow.MostUnderWay));
    }

    [Fault("the clock jumps a year, back or forth, between runs")]
    [Promise(Outcome = "the same rows are sent as without it: no change is found by time")]
    public async Task F114_ClockJumps()
    {
        await using var judge = await JudgingServer.StartAsync(static ids => ids.Contains(3) ? 422 : 200);
        foreach (var days in new[] { -365, 365 })
        {
            judge.Status = static ids => ids.Contains(3) ? 422 : 200;
            judge.Model.Clear();
            await using var host = Host();
            await using var jumped = Host(services => services.AddSingleton<TimeProvider>(new ShiftedClock(TimeSpan.FromDays(days))), host);
            Assert.Equal(1, (await RunAsync(host, Sync((1, "A", "x"), (2, "B", "x"), (3, "C", "x")))).PendingRows);
            judge.Status = static _ => 200;
            var report = await RunAsync(jumped, Sync((1, "A2", "x"), (3, "C", "x"), (4, "D", "x")));
            Assert.Equal((SyncOutcome.Succeeded, new SyncRowCounts { Read = 3, Changed = 1, Removed = 1, Added = 2, Retried = 1 }), (report.Outcome, report.Rows));
            Assert.Equal(["A2", "C", "D"], judge.Model.OrderBy(static row => row.Key).Select(static row => row.Value));
            report = await RunAsync(host, Sync((1, "A2", "x"), (3, "C", "x"), (4, "D2", "x")));
            Assert.Equal((SyncOutcome.Succeeded, 1L), (report.Outcome, report.Requests.Sent));
            Assert.Equal("D2", judge.Model[4]);
            using var history = SyncHistory.Open(host.StateFolder, "rows");
            Assert.Equal(3, history.Runs().Count);
        }

        SyncDefinition Sync(params IEnumerable<(int, string, string)> rows) =>
            Rows(judge.Server, TestRows.Of(rows)) with { RateLimit = RateLimits.Create([new RateLimit { Requests = 1000, Per = RatePeriod.Hour, Concurrency = 1 }]) };
    }

    [Fault("cancelled in the middle of a batch")]
    [Promise(Outcome = "the run ends at once; the next goes on, and repeats what was under way with the same key and the same bytes")]
    public async Task F115_CancelledMidBatch()
    {
        using var cancel = new CancellationTokenSource();
        TestServer server = null!;
        await using var started = server = await TestServer.StartAsync(async context =>
        {
            if (server.Seen.Count == 3)
            {
                await cancel.CancelAsync();
                var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var abort = context.RequestAborted.Register(gone.SetResult);
                await gone.Task;
            }
        });
        await using var host = Host();
        var cancelled = await RunAsync(host, Rows(server, TestRows.Numbered(100)), cancellationToken: cancel.Token);
        Assert.Equal((SyncOutcome.Cancelled, 20L, 80L, 3), (cancelled.Outcome, cancelled.Triggers["added"].Delivered, cancelled.PendingRows, server.Seen.Count));
        var next = await RunAsync(host, Rows(server, TestRows.Numbered(100)));
        Assert.Equal((SyncOutcome.Succeeded, 100L), (next.Outcome, next.Triggers["added"].Delivered));
        Assert.Equal(11, server.Seen.Count);
        var repeated = Assert.Single(server.Seen.GroupBy(static request => request.Header("Idempotency-Key")), static request => request.Count() > 1).ToArray();
        Assert.Equal((2, repeated[0].Text, server.Seen[2].Text), (repeated.Length, repeated[1].Text, repeated[0].Text));
        Assert.Equal(Enumerable.Range(1, 100), server.Seen.SelectMany(Ids).Distinct().Order());
    }

    [Fault("the source is suddenly empty, or most of it is gone")]
    [Promise(Outcome = "nothing is sent; the guard stops the run and says how much would be removed", Note = "until it is confirmed")]
    public async Task F116_SourceIsEmpty()
    {
        await using var judge = await JudgingServer.StartAsync(static _ => 200);
        await using var host = Host();
        await RunAsync(host, Rows(judge.Server, TestRows.Numbered(2000), batchSize: 1000));
        var (sent, before) = (judge.Server.Seen.Count, SnapshotOf(host));
        foreach (var (left, why) in new[] { (0, "The source has no rows, and 2000 are known"), (900, "1100 of 2000 known rows would be removed") })
        {
            var report = await RunAsync(host, Rows(judge.Server, TestRows.Numbered(left), batchSize: 1000));
            Stops(report, SyncOutcome.Halted, why);
            Assert.True(report.IsGuarded);
            Assert.Equal(before, SnapshotOf(host));
        }

        Assert.Equal(2000, (await RunAsync(host, Rows(judge.Server, TestRows.Numbered(2000), batchSize: 1000))).Rows.Unchanged);
        Assert.Equal(sent, judge.Server.Seen.Count);
        Assert.Equal(2000, (await RunAsync(host, Rows(judge.Server, TestRows.Numbered(0), batchSize: 1000), new SyncRunOptions { Confirm = true })).Triggers["removed"].Delivered);
        Assert.Empty(judge.Model);
    }

    /// <summary>A clock that is wrong by so much; its timers are right.</summary>
    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
