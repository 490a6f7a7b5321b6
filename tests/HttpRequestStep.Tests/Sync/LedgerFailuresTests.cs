using HttpRequestSteps.Sync;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What is wrong with a ledger is said with what to do about it.</summary>
public sealed class LedgerFailuresTests
{
    [Theory]
    [InlineData(5, "Another program holds it open")]
    [InlineData(6, "Another program holds it open")]
    [InlineData(13, "Free the disk or mend it")]
    [InlineData(11, "Restore the folder from a backup, or delete it")]
    public void The_remedy_is_that_of_the_failure(int code, string remedy) =>
        Assert.Contains(remedy, LedgerFailures.Of(new SqliteException("SQLite failed.", code), "state").Message, StringComparison.Ordinal);
}
