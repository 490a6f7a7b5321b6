using System.Globalization;
using System.Text;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;
using Sylvan.Data.Csv;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>Finding what has changed in a CSV file, beside only parsing it.</summary>
internal static class CsvLanes
{
    /// <summary>The parser alone: every field of every row as a string.</summary>
    public static async Task<Lap> ParseAsync(long rows, string folder)
    {
        var path = Write(rows, folder, isNext: true);
        var stop = Lap.Begin();
        long length = 0;
        using var reader = await CsvDataReader.CreateAsync(new StreamReader(path, Encoding.UTF8, false, 64 * 1024), new CsvDataReaderOptions { BufferSize = 64 * 1024 });
        while (await reader.ReadAsync())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                length += reader.GetString(i).Length;
            }
        }

        return length > 0 ? stop() : default;
    }

    /// <summary>A whole run up to its first request, which is not made.</summary>
    public static async Task<Lap> SyncAsync(long rows, string folder)
    {
        await using var services = new ServiceCollection().AddHttpRequestSyncs().Services.BuildServiceProvider();
        Write(rows, folder, isNext: false);
        Write(rows, folder, isNext: true);
        var options = new SyncRunOptions { StateDirectory = Path.Combine(folder, "state"), BaseDirectory = folder };
        return await SyncLanes.DiffAsync(services.GetRequiredService<ISyncEngine>(), options, isNext => new CsvSource { Path = FileName(isNext) }, rows);
    }

    private static string FileName(bool isNext) => isNext ? "next.csv" : "rows.csv";

    private static string Write(long rows, string folder, bool isNext)
    {
        var path = Path.Combine(folder, FileName(isNext));
        using var writer = new StreamWriter(path);
        writer.WriteLine(string.Join(',', GeneratedRows.Schema.Columns));
        var row = new Row(GeneratedRows.Schema);
        foreach (var id in GeneratedRows.Ids(rows, isNext))
        {
            GeneratedRows.Fill(row, id, isNext);
            for (var i = 0; i < row.Count; i++)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? string.Empty : ",")}{row[i]}"));
            }

            writer.WriteLine();
        }

        return path;
    }
}
