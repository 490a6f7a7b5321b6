using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>Who may hold a state, and what is said when it cannot be held.</summary>
public sealed class StateLockTests
{
    [Fact]
    public void A_second_run_is_told_of_the_first()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        using (StateLock.Take(folder, "rows"))
        {
            Assert.StartsWith("Another run of the sync \"rows\" holds its state", Assert.Throws<SyncBusyException>(() => StateLock.Take(folder, "rows")).Message, StringComparison.Ordinal);
        }

        StateLock.Take(folder, "rows").Dispose();
    }

    [Fact]
    public void What_is_not_another_run_is_told_as_itself()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        if (!OperatingSystem.IsWindows())
        {
            // A link to itself: the system refuses it, and nobody holds it.
            File.CreateSymbolicLink(Path.Combine(folder, "lock"), "lock");
            Assert.IsType<IOException>(Record.Exception(() => StateLock.Take(folder, "rows")));
        }
    }
}
