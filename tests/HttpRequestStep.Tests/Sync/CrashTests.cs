using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>
/// A sync in a process of its own is killed at every named point and at random times, and started again until it ends: nothing is lost, what comes twice was in flight,
/// and has the same key and the same bytes. The longer run: CRASH_RUNS=200 dotnet test --filter CrashTests.
/// </summary>
public sealed class CrashTests
{
    private const int Rows = 300;
    private const int BatchSize = 10;
    private const int Concurrency = 4;

    public static TheoryData<string, int> Points
    {
        get
        {
            var points = new TheoryData<string, int>();
            foreach (var point in Enum.GetNames<SyncPoint>())
            {
                points.Add(point, 1);
            }

            points.Add(nameof(SyncPoint.Reading), 150);
            points.Add(nameof(SyncPoint.Marked), 17);
            points.Add(nameof(SyncPoint.Answered), 13);
            points.Add(nameof(SyncPoint.Committing), 9);
            points.Add(nameof(SyncPoint.Committed), 11);
            return points;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_run_that_is_killed_loses_nothing_and_repeats_only_what_was_in_flight(string point, int count)
    {
        await using var crash = await Crash.StartAsync();
        crash.WriteRows(Enumerable.Range(1, Rows), "a");
        await crash.RunUntilKilledAsync(point, count);
        await crash.RunToItsEndAsync();
        crash.Check();

        // The second run changes, adds and removes, and dies at the same point.
        crash.WriteRows(Enumerable.Range(21, Rows), "b");
        await crash.RunUntilKilledAsync(point, count);
        await crash.RunToItsEndAsync();
        crash.Check();
    }

    [Fact]
    public async Task A_run_that_is_killed_at_random_times_loses_nothing()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("CRASH_RUNS") ?? "6", CultureInfo.InvariantCulture);
        var random = new Random(4711);
        await using var crash = await Crash.StartAsync();
        for (var run = 0; run < runs; run++)
        {
            var first = random.Next(1, 100);
            crash.WriteRows(Enumerable.Range(first, Rows), "v" + run);
            for (var kills = random.Next(1, 4); kills > 0; kills--)
            {
                await crash.RunUntilRequestsAsync(random.Next(1, 20));
            }

            await crash.RunToItsEndAsync();
            crash.Check();
        }

        // Nothing is left to send.
        var before = crash.Requests;
        await crash.RunToItsEndAsync();
        Assert.Equal(before, crash.Requests);
    }

    [Fact]
    public async Task A_second_process_on_the_same_state_is_refused_and_says_so()
    {
        await using var crash = await Crash.StartAsync();
        crash.WriteRows(Enumerable.Range(1, Rows), "a");
        using var first = await crash.StopAtAsync(nameof(SyncPoint.Marked), 2);
        var second = await crash.RunAsync();
        Assert.Equal("failed", second.GetProperty("outcome").GetString());
        Assert.Contains("Another run of the sync", second.GetProperty("message").GetString(), StringComparison.Ordinal);
        await crash.KillAsync(first);
        await crash.RunToItsEndAsync();
        crash.Check();
    }

    /// <summary>The source, the destination with its model, and the processes that die between them.</summary>
    private sealed class Crash : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crash-");
        private readonly List<Received> _received = [];
        private readonly Dictionary<int, string> _model = [];
        private readonly Dictionary<int, string> _source = [];
        private TestServer _server = null!;
        private int _kills;

        public int Requests
        {
            get
            {
                lock (_received)
                {
                    return _received.Count;
                }
            }
        }

        private string State => Path.Combine(_folder.FullName, "state");

        private string Definition => Path.Combine(_folder.FullName, "rows.json");

        public static async Task<Crash> StartAsync()
        {
            var crash = new Crash();
            crash._server = await TestServer.StartAsync(crash.AnswerAsync);
            string Trigger(string method) => $$$"""
                { "batchSize": {{{BatchSize}}}, "step": { "method": "{{{method}}}", "url": "{{{crash._server.Url}}}/rows", "headers": { "Sent-At": "{{ 'now' | date: '%s %N' }}" }, "body": { "type": "json", "value": "{{ rows }}" }, "idempotencyKey": "auto" } }
                """;
            File.WriteAllText(crash.Definition, $$"""
                {
                  "name": "rows", "source": { "type": "csv", "path": "rows.csv" }, "primaryKey": "id",
                  "rateLimit": { "requests": 100000, "concurrency": {{Concurrency}} },
                  "triggers": { "added": {{Trigger("POST")}}, "changed": {{Trigger("PUT")}}, "removed": {{Trigger("DELETE")}} }
                }
                """);
            return crash;
        }

        public void WriteRows(IEnumerable<int> ids, string version)
        {
            _source.Clear();
            foreach (var id in ids)
            {
                // Every third row stays as it is.
                _source[id] = id % 3 == 0 ? "same" : version;
            }

            File.WriteAllLines(Path.Combine(_folder.FullName, "rows.csv"), _source.Select(row => $"{row.Key},{row.Value}").Prepend("id,version"));
        }

        public async Task RunUntilKilledAsync(string point, int count)
        {
            using var process = await StopAtAsync(point, count);
            await KillAsync(process);
        }

        public async Task KillAsync(Process process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            _kills++;
        }

        /// <summary>A process that has come to a point.</summary>
        public async Task<Process> StopAtAsync(string point, int count)
        {
            var process = Start(point, count.ToString(CultureInfo.InvariantCulture));
            Assert.Equal("reached", await process.StandardOutput.ReadLineAsync().WaitAsync(StepHost.Patience));
            return process;
        }

        public async Task RunUntilRequestsAsync(int count)
        {
            var target = Requests + count;
            using var process = Start();
            var ended = process.WaitForExitAsync();
            while (Requests < target && !ended.IsCompleted)
            {
                await Task.Yield();
            }

            await KillAsync(process);
        }

        public async Task RunToItsEndAsync()
        {
            var report = await RunAsync();
            Assert.Equal("succeeded", report.GetProperty("outcome").GetString());
            Assert.Equal(0, report.GetProperty("pendingRows").GetInt64());
        }

        public async Task<JsonElement> RunAsync()
        {
            using var process = Start();
            var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(StepHost.Patience);
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, error);
            return JsonElement.Parse(output);
        }

        public void Check()
        {
            lock (_received)
            {
                Assert.Equal(_source.OrderBy(row => row.Key), _model.OrderBy(row => row.Key));
                var repeated = _received.GroupBy(request => (request.Method, request.Ids)).Where(group => group.Count() > 1).ToArray();
                Assert.InRange(repeated.Sum(group => group.Count() - 1), 0, _kills * Concurrency * 2);
            }

            // The same key never stands for other bytes.
            Assert.All(_received.GroupBy(request => request.Key), group => Assert.Single(group.Select(request => request.Text + request.SentAt).Distinct()));
            using var connection = new SqliteConnection($"Data Source={Path.Combine(State, "rows", "state.db")};Pooling=False");
            connection.Open();
            using var check = connection.CreateCommand();
            check.CommandText = "pragma integrity_check";
            Assert.Equal("ok", check.ExecuteScalar());
            Assert.Single(Directory.GetFiles(Path.Combine(State, "rows"), "snapshot-*"));
            Assert.Empty(Directory.GetFiles(Path.Combine(State, "rows"), "plan-*"));
        }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        private Process Start(params string[] stop)
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var host = Path.Combine(Repository.Root, "tests", "HttpRequestStep.CrashHost", "bin", configuration, "net10.0", "HttpRequestStep.CrashHost.dll");
            var start = new ProcessStartInfo("dotnet", [host, Definition, State, .. stop]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOTNET_TieredPGO"] = "0";
            return Process.Start(start)!;
        }

        private Task AnswerAsync(HttpContext context)
        {
            var key = context.Request.Headers["Idempotency-Key"].ToString();
            var text = _server.Seen.Last(request => request.Method == context.Request.Method && request.Header("Idempotency-Key") == key).Text;
            var rows = JsonElement.Parse(text).EnumerateArray().Select(row => (Id: int.Parse(row.GetProperty("id").GetString()!, CultureInfo.InvariantCulture), Version: row.GetProperty("version").GetString()!)).ToArray();
            lock (_received)
            {
                _received.Add(new Received(context.Request.Method, key, text, string.Join(',', rows.Select(row => row.Id)) + rows[0].Version, context.Request.Headers["Sent-At"].ToString()));
                foreach (var (id, version) in rows)
                {
                    if (context.Request.Method == "DELETE")
                    {
                        _model.Remove(id);
                    }
                    else
                    {
                        _model[id] = version;
                    }
                }
            }

            return Task.CompletedTask;
        }

        private sealed record Received(string Method, string Key, string Text, string Ids, string SentAt);
    }
}
