using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>The source, the destination with its model, and the processes that die between them.</summary>
internal sealed class CrashingSync : IAsyncDisposable
{
    public const int BatchSize = 10;
    public const int Concurrency = 4;

    /// <summary>Whether errors can be put into system calls here.</summary>
    public static bool CanTrace { get; } = TryTrace();

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

    /// <summary>Every request that arrived, in order.</summary>
    public IReadOnlyList<Received> Seen
    {
        get
        {
            lock (_received)
            {
                return [.. _received];
            }
        }
    }

    private string State => Path.Combine(_folder.FullName, "state");

    private static string Host => Path.Combine(
        Repository.Root, "tests", "HttpRequestStep.CrashHost", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "HttpRequestStep.CrashHost.dll");

    private string Definition => Path.Combine(_folder.FullName, "rows.json");

    public static async Task<CrashingSync> StartAsync()
    {
        var crash = new CrashingSync();
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

    public Task<JsonElement> RunAsync() => ReportAsync(Start());

    /// <summary>A run on a disk that takes no file of more than this.</summary>
    public Task<JsonElement> RunOnFullDiskAsync(int kilobytes)
    {
        // What was on its way when the disk was full comes again, as after a crash.
        _kills++;
        var start = Command("bash", "-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec dotnet \"$@\"", "bash", Host, Definition, State);

        // The runtime's own memory is a file too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return ReportAsync(Process.Start(start)!);
    }

    /// <summary>A run of another sync, in a process that has no more memory than this for its objects.</summary>
    public static Task<JsonElement> RunInMemoryAsync(int megabytes, string definition, string state)
    {
        var start = Command("dotnet", Host, definition, state);
        start.Environment["DOTNET_GCHeapHardLimit"] = (megabytes * 1024L * 1024).ToString("X", CultureInfo.InvariantCulture);
        return ReportAsync(Process.Start(start)!, patience: 5 * StepHost.Patience);
    }

    /// <summary>A run on a disk that fails to keep this file of the state; null where nothing can make it fail.</summary>
    public async Task<JsonElement> RunOnFailingDiskAsync(string file)
    {
        _kills++;
        return await ReportAsync(Process.Start(Command(
            "strace", "-f", "-qq", "-o", "/dev/null", "-P", Path.Combine(State, "rows", file), "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "dotnet", Host, Definition, State))!);
    }

    private static bool TryTrace()
    {
        if (!File.Exists("/usr/bin/strace"))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
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

    private static async Task<JsonElement> ReportAsync(Process started, TimeSpan? patience = null)
    {
        using var process = started;
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(patience ?? StepHost.Patience);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
        return JsonElement.Parse(output);
    }

    private Process Start(params string[] stop) => Process.Start(Command("dotnet", [Host, Definition, State, .. stop]))!;

    private static ProcessStartInfo Command(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
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

    internal sealed record Received(string Method, string Key, string Text, string Ids, string SentAt);
}
