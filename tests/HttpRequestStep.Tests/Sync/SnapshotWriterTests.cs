using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A snapshot while it is written.</summary>
public sealed class SnapshotWriterTests
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "file-1");

    [Fact]
    public void A_snapshot_that_cannot_be_written_is_told_while_the_source_is_read()
    {
        File.WriteAllText(_path, "");

        // A file that was opened to be read: every write fails, as on a full disk.
        using var writer = new SnapshotWriter(File.OpenHandle(_path), "snapshot-7", isKept: true);
        var row = new byte[100_000];
        StateWriteException? told = null;

        // A few chunks ahead of the writer there is no place left: it has failed by then.
        for (ulong key = 0; told is null && key < 100; key++)
        {
            told = Record.Exception(() => writer.Add(new RowEntry(key, key), row)) as StateWriteException;
        }

        Assert.StartsWith("The file snapshot-7 of the sync's state cannot be written: ", told!.Message, StringComparison.Ordinal);
        Assert.Throws<StateWriteException>(writer.Complete);
    }

    [Fact]
    public void A_snapshot_is_closed_when_it_is_complete()
    {
        using var snapshot = new SnapshotWriter(_path, isKept: true);
        snapshot.Add(new RowEntry(1, 2), [3]);
        snapshot.Complete();
        File.OpenHandle(_path, share: FileShare.None).Dispose();
    }
}
