using System.Globalization;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary>What a run did, in a few lines for the person at the terminal.</summary>
internal static class SyncReportText
{
    public static void Write(TextWriter writer, SyncReport report, string state)
    {
        var rows = report.Rows;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Sync}: {Outcome(report)}; {rows.Read} read, {rows.Added} added, {rows.Changed} changed, {rows.Removed} removed, {rows.Unchanged} unchanged; {(report.DryRun ? report.Triggers.Values.Sum(trigger => trigger.Requests) : report.Requests.Sent)} requests{(report.DryRun ? " to make" : string.Empty)}"));
        if (report.Message is { } message)
        {
            writer.WriteLine("  " + TerminalText.Message(message));
        }

        if (report.PendingRows > 0 && !report.DryRun)
        {
            var where = state == ".httpstep" ? string.Empty : $" --state {state}";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {report.PendingRows} rows are not delivered yet and come in the next run. Those that were tried: httpstep history {report.Sync} --rows failed{where}; the last requests: --requests instead"));
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
