using HttpRequestSteps.Cli;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests;

public sealed class SyncProgressPrinterTests : IDisposable
{
    private readonly StringWriter _written = new() { NewLine = "\n" };

    public void Dispose() => _written.Dispose();

    private SyncProgressPrinter Started(params SyncProgress[] progress)
    {
        var printer = SyncProgressPrinter.Start(TextWriter.Synchronized(_written), isTerminal: false);
        foreach (var step in progress)
        {
            printer.Report(step);
        }

        return printer;
    }

    [Fact]
    public void A_log_tells_of_a_wait_when_it_begins_and_why()
    {
        using var printer = Started(
            new() { Stage = SyncStage.Planned, Rows = 10 },
            new() { Rows = 4, Delivered = 3 },
            new() { Stage = SyncStage.Waiting, Reason = SyncWait.RateLimit, Wait = TimeSpan.FromHours(1) },
            new() { Stage = SyncStage.Waiting, Reason = SyncWait.Destination, Wait = TimeSpan.FromHours(2) });
        Assert.Collection(
            _written.ToString().TrimEnd().Split('\n'),
            line => Assert.Matches("^delivering: 4 of 10 rows .* 1 failed; waits 3600 s for the rate limit$", line),
            line => Assert.Matches("^delivering: 4 of 10 rows .* 1 failed; waits 7200 s as the destination asked$", line));
    }

    [Fact]
    public void A_run_that_goes_on_says_so_and_counts_anew_for_the_next()
    {
        using var printer = Started(
            new() { Stage = SyncStage.Resumed, Rows = 7 },
            new() { Rows = 7, Delivered = 5 },
            new() { Stage = SyncStage.Planned, Rows = 3 },
            new() { Stage = SyncStage.Waiting, Reason = SyncWait.RateLimit, Wait = TimeSpan.FromHours(1) });
        Assert.Collection(
            _written.ToString().TrimEnd().Split('\n'),
            line => Assert.Equal("going on with the run that was interrupted: 7 rows are left", line),
            line => Assert.Matches("^delivering: 0 of 3 rows .* 0 failed; waits", line));
    }
}
