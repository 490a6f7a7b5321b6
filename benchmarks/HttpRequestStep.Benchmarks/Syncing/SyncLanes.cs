using System.Diagnostics;
using System.Globalization;
using HttpRequestSteps.Sync;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>Finding what has changed in millions of rows: each lane in a cold process of its own, with its peak memory. <c>sync-lanes ROWS [ROUNDS]</c></summary>
internal static class SyncLanes
{
#if DUCKDB
    private static readonly string[] Lanes = ["floor", "sync", "duckdb", "sqlite", "csv-parsed", "csv", "raw", "hand", "mapping", "naive", "template"];
#else
    private static readonly string[] Lanes = ["floor", "sync", "sqlite", "csv-parsed", "csv", "raw", "hand", "mapping", "naive", "template"];
#endif

    public static async Task RunAsync(string[] args)
    {
        if (args.Length == 3)
        {
            await RunLaneAsync(args[1], long.Parse(args[2], CultureInfo.InvariantCulture));
            return;
        }

        Console.WriteLine("lane       rows       seconds  M rows/s  processor  peak MB");
        var rounds = 3;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var lane in Lanes)
            {
                await ColdProcess.RunAsync("sync-lanes", lane, args[1]);
            }
        }
    }

    private static async Task RunLaneAsync(string lane, long rows)
    {
        var folder = Directory.CreateTempSubdirectory("sync-lanes-");
        try
        {
            var lap = lane switch
            {
                "floor" => await FloorAsync(rows),
                "sqlite" => Sqlite(rows, folder.FullName),
#if DUCKDB
                "duckdb" => DuckDbLane.Run(rows, folder.FullName),
#endif
                "csv-parsed" => await CsvLanes.ParseAsync(rows, folder.FullName),
                "csv" => await CsvLanes.SyncAsync(rows, folder.FullName),
                "sync" => await SyncAsync(rows, folder.FullName),
                _ => await DeliveryLanes.RunAsync(lane, rows, folder.FullName),
            };
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lane,-10} {rows,-10} {lap.Seconds,7:0.00}  {rows / lap.Seconds / 1e6,8:0.00}  {lap.Processor,9:0.00}  {PeakMegabytes(),7:0}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Only making the rows.</summary>
    private static async Task<Lap> FloorAsync(long rows)
    {
        var stop = Lap.Begin();
        long count = 0;
        await foreach (var row in GeneratedRows.ReadAsync(rows, isNext: true))
        {
            count += row.Count;
        }

        return count > 0 ? stop() : default;
    }

    /// <summary>A whole run up to its first request, which is not made: read, hash, keep the rows, compare, plan.</summary>
    private static async Task<Lap> SyncAsync(long rows, string folder)
    {
        await using var services = new ServiceCollection().AddHttpRequestSyncs().Services.BuildServiceProvider();
        var engine = services.GetRequiredService<ISyncEngine>();
        var options = new SyncRunOptions { StateDirectory = folder };
        return await DiffAsync(engine, options, isNext => new RowsSource(_ => GeneratedRows.ReadAsync(rows, isNext)), rows);
    }

    /// <summary>How long the second run takes, which finds what has changed.</summary>
    public static async Task<Lap> DiffAsync(ISyncEngine engine, SyncRunOptions options, Func<bool, SyncSource> source, long rows)
    {
        Check(await engine.RunAsync(Definition(source(false)), options), rows, added: 0);
        var stop = Lap.Begin();
        var report = await engine.RunAsync(Definition(source(true)), options with { DryRun = true });
        var lap = stop();
        Check(report, rows, added: rows / 100);
        return lap;
    }

    private static SyncDefinition Definition(SyncSource source)
    {
        var trigger = new SyncTrigger { BatchSize = BatchSize.Default, Step = new HttpRequestStep { Method = "POST", Url = "https://example.com/rows", Body = new JsonBody { Value = TextTree.Parse("\"{{ rows }}\"") } } };
        return new SyncDefinition
        {
            Name = "rows",
            Source = source,
            PrimaryKey = "id",
            FirstRun = FirstRun.Skip,
            Triggers = new SyncTriggers { Added = trigger, Changed = trigger, Removed = trigger },
        };
    }

    private static void Check(SyncReport report, long rows, long added)
    {
        if (report.Outcome != SyncOutcome.Succeeded || report.Rows.Added != added || (added > 0 && report.Rows.Removed != (rows + 99) / 100))
        {
            throw new InvalidOperationException(report.ToJson());
        }
    }

    /// <summary>What one would write with SQLite: the rows into a staging table, two anti-joins and a join.</summary>
    private static Lap Sqlite(long rows, string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "rows.db")}");
        connection.Open();
        Execute(connection, "pragma journal_mode = wal; pragma synchronous = normal; create table known(id integer primary key, hash blob, row text); create table staged(id integer primary key, hash blob, row text)");
        Load(connection, "known", rows, isNext: false);
        var stop = Lap.Begin();
        Load(connection, "staged", rows, isNext: true);
        long changes = 0;
        foreach (var query in new[]
        {
            "select s.id, s.row from staged s left join known k on k.id = s.id where k.id is null",
            "select s.id, s.row from staged s join known k on k.id = s.id where k.hash <> s.hash",
            "select k.id, k.row from known k left join staged s on k.id = s.id where s.id is null",
        })
        {
            using var command = new SqliteCommand(query, connection);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                changes += reader.GetString(1).Length > 0 ? 1 : 0;
            }
        }

        return changes > 0 ? stop() : default;
    }

    private static void Load(SqliteConnection connection, string table, long rows, bool isNext)
    {
        using var transaction = connection.BeginTransaction();
        using var command = new SqliteCommand($"insert into {table} values($id, $hash, $row)", connection, transaction);
        var (id, hash, text) = (command.Parameters.Add("$id", SqliteType.Integer), command.Parameters.Add("$hash", SqliteType.Blob), command.Parameters.Add("$row", SqliteType.Text));
        var row = new Row(GeneratedRows.Schema);
        foreach (var number in GeneratedRows.Ids(rows, isNext))
        {
            GeneratedRows.Fill(row, number, isNext);
            var joined = string.Join('|', row.Values.ToArray());
            (id.Value, hash.Value, text.Value) = (number, System.IO.Hashing.XxHash128.Hash(System.Text.Encoding.UTF8.GetBytes(joined)), joined);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
