using System.Globalization;
using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Reads sources alone, without a run.</summary>
internal static class SourceReading
{
    /// <summary>A sync around the JSON of a source, with a trigger for added rows.</summary>
    public static string Sync(string source, string url = "http://127.0.0.1:1/", string primaryKey = "id") =>
        $$$"""{ "name": "s", "source": {{{source}}}, "primaryKey": "{{{primaryKey}}}", "triggers": { "added": { "batchSize": 1000, "step": { "method": "POST", "url": "{{{url}}}", "body": { "type": "json", "value": "{{ rows }}" } } } } }""";

    public static IAsyncEnumerable<Row> Rows(this SyncHost host, SyncSource source, CancellationToken cancellationToken = default)
    {
        var table = host.Services.GetRequiredService<SourceTable>();
        Assert.Empty(table.Validate(source));
        var definition = host.Parse(Sync("""{ "type": "csv", "path": "x" }""")) with { Source = source };
        return table.ReadAsync(source, new RowSourceContext(definition, host.Folder), cancellationToken);
    }

    /// <summary>Every row as text: names and values, each as its type writes it.</summary>
    public static async Task<string[]> ReadAsync(this SyncHost host, SyncSource source, CancellationToken cancellationToken = default)
    {
        var rows = new List<string>();
        await foreach (var row in host.Rows(source, cancellationToken).WithCancellation(cancellationToken))
        {
            rows.Add(Show(row));
        }

        return [.. rows];
    }

    public static Task<string[]> ReadAsync(this SyncHost host, string source) => host.ReadAsync(host.Parse(Sync(source)).Source);

    /// <summary>What the source says when it cannot be read.</summary>
    public static async Task<string> FailureAsync(this SyncHost host, string source) => (await Assert.ThrowsAsync<RowSourceException>(() => host.ReadAsync(source))).Message;

    public static string Show(Row row) => string.Join(" ", row.Select(column => $"{column.Key}={Show(column.Value)}"));

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        bool boolean => boolean ? "true" : "false",
        JsonElement json => json.GetRawText(),
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        long number => number.ToString(CultureInfo.InvariantCulture),
        DateTime date => $"DateTime:{date:O}",
        _ => $"{value.GetType().Name}:{Convert.ToString(value, CultureInfo.InvariantCulture)}",
    };
}
