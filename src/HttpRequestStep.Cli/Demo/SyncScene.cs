using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary>The second half of the demo: a file of contacts is synced, the file changes, and the second run sends only the changes.</summary>
internal sealed class SyncScene(StepHost host, TextWriter output, Action<string> heading, Func<string, string> read)
{
    public async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("httpstep-demo-");
        try
        {
            var definition = read("contacts-sync.json");
            output.WriteLine("Rows that were added, changed or removed since the last run become requests; the rest sends nothing. What the destination has taken is known even after a crash.");
            output.WriteLine();
            output.WriteLine(definition.TrimEnd());
            var sync = host.SyncReader.Parse(definition);
            return await RunAsync(sync, folder.FullName, "contacts.csv", "   contacts.csv, and the first run: every row is new", cancellationToken)
                && await RunAsync(sync, folder.FullName, "contacts-changed.csv", "   The file has changed: one row moved, one is gone, one is new. The second run", cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> RunAsync(SyncDefinition sync, string folder, string rows, string title, CancellationToken cancellationToken)
    {
        var content = read(rows);
        heading(title);
        output.WriteLine(content.TrimEnd());
        output.WriteLine();
        await File.WriteAllTextAsync(Path.Combine(folder, "contacts.csv"), content, cancellationToken);
        var report = await host.SyncEngine.RunAsync(sync, new SyncRunOptions { StateDirectory = Path.Combine(folder, "state"), BaseDirectory = folder }, cancellationToken);
        heading("   Its report");
        output.WriteLine(report.ToJson());
        return report.Outcome == SyncOutcome.Succeeded;
    }
}
