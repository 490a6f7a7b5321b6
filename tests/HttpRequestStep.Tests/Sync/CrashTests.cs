using System.Globalization;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>
/// A sync in a process of its own is killed at every named point and at random times, and started again until it ends: nothing is lost, what comes twice was in flight,
/// and has the same key and the same bytes. The longer run: CRASH_RUNS=200 dotnet test --filter CrashTests.
/// </summary>
public sealed class CrashTests
{
    private const int Rows = 300;

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

            // One commit takes no more batches than are under way at once, so every run comes to these.
            points.Add(nameof(SyncPoint.Committing), 5);
            points.Add(nameof(SyncPoint.Committed), 6);
            return points;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_run_that_is_killed_loses_nothing_and_repeats_only_what_was_in_flight(string point, int count)
    {
        await using var crash = await CrashingSync.StartAsync();
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
        await using var crash = await CrashingSync.StartAsync();
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
        await using var crash = await CrashingSync.StartAsync();
        crash.WriteRows(Enumerable.Range(1, Rows), "a");
        using var first = await crash.StopAtAsync(nameof(SyncPoint.Marked), 2);
        var second = await crash.RunAsync();
        Assert.Equal("failed", second.GetProperty("outcome").GetString());
        Assert.Contains("Another run of the sync", second.GetProperty("message").GetString(), StringComparison.Ordinal);
        await crash.KillAsync(first);
        await crash.RunToItsEndAsync();
        crash.Check();
    }
}
