using System.Globalization;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary>What a run did, in a few lines for the person at the terminal.</summary>
internal static class SyncReportText
{
    public static void Write(TextWriter writer, SyncReport report, string state)
    {
        var rows = report.Rows;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Sync}: {Outcome(report)}; {rows.Read} read, {rows.Added} added, {rows.Changed} changed, {rows.Removed} removed, {rows.Unchanged} unchanged; {report.Requests.Sent} requests"));
        if (report.Message is { } message)
        {
            writer.WriteLine("  " + TerminalText.Message(message));
        }

        if (report.PendingRows > 0 && !report.DryRun)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {report.PendingRows} rows are not delivered yet and come back in the next run: httpstep history {report.Sync} --rows failed{(state == ".httpstep" ? string.Empty : $" --state {state}")}"));
        }
    }

    private static string Outcome(SyncReport report) => report.DryRun ? "dry run" : report.Outcome switch
    {
        SyncOutcome.Succeeded => "succeeded",
        SyncOutcome.CompletedWithFailures => "completed with failures",
        SyncOutcome.Halted => "halted",
        SyncOutcome.Cancelled => "cancelled",
        _ => "failed",
    };
}
