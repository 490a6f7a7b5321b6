using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What the engine takes from the store of its state. Another store would have to keep the same.</summary>
public sealed class StateContractTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_belongs_together_is_there_as_a_whole_or_not_at_all()
    {
        using (var state = Open())
        {
            var run = Sealed(state);
            Assert.Throws<InvalidOperationException>(() => state.Write(() =>
            {
                state.PutPiece(run.Number, Piece(PieceState.InFlight));
                throw new InvalidOperationException();
            }));
        }

        using var again = Open();
        Assert.Empty(again.Pieces(again.FindSealed()!.Number));
    }

    [Fact]
    public void What_may_have_been_sent_is_known_after_a_restart()
    {
        using (var state = Open())
        {
            state.PutPiece(Sealed(state).Number, Piece(PieceState.InFlight));
        }

        using var again = Open();
        Assert.Equal(Piece(PieceState.InFlight), Assert.Single(again.Pieces(again.FindSealed()!.Number)));
    }

    [Fact]
    public void A_run_without_a_plan_was_never_there()
    {
        using (var state = Open())
        {
            var run = state.BeginRun("d");
            File.WriteAllText(state.PathOf(run.Snapshot!), "half");
        }

        using var again = Open();
        Assert.Null(again.FindSealed());
        Assert.Null(again.FindDelivered());
        again.DeleteOrphans();
        Assert.Empty(_folder.GetFiles("snapshot-*"));
    }

    [Fact]
    public void The_rows_of_a_run_count_from_its_end_on_and_those_before_until_then()
    {
        using var state = Open();
        var first = Sealed(state);
        state.Finish(first, SyncOutcome.Succeeded, null);
        var second = Sealed(state);
        state.DeleteOrphans();
        Assert.Equal(first.Number, state.FindDelivered()!.Number);
        Assert.Equal(new[] { first.Snapshot, second.Snapshot }, Snapshots());
        state.Finish(second, SyncOutcome.Succeeded, null);
        state.DeleteOrphans();
        Assert.Equal(second.Number, state.FindDelivered()!.Number);
        Assert.Null(state.FindSealed());
        Assert.Equal(new[] { second.Snapshot }, Snapshots());
    }

    [Fact]
    public void A_run_that_is_abandoned_leaves_the_rows_before_it_and_the_failed_ones()
    {
        using var state = Open();
        var first = Sealed(state);
        state.PutFailedRow(Failed(1, first.Number));
        state.Finish(first, SyncOutcome.CompletedWithFailures, null);
        var second = Sealed(state);
        state.SettleFailedRow(1, second.Number);
        Assert.Equal(0, state.CountFailedRows());
        state.Abandon(second, SyncOutcome.Cancelled, "no");
        Assert.Equal(1, state.CountFailedRows());
        Assert.Equal(first.Number, state.FindDelivered()!.Number);
    }

    [Fact]
    public void A_doubt_stays_until_the_row_is_settled()
    {
        using var state = Open();
        var run = Sealed(state);
        state.PutFailedRow(Failed(1, run.Number) with { State = RowState.Ambiguous });
        state.PutFailedRow(Failed(1, run.Number) with { State = RowState.Rejected });
        Assert.Equal(RowState.Ambiguous, Assert.Single(state.FailedRows(SnapshotFormat.Partition(1))).State);
        state.SettleFailedRow(1, run.Number);
        state.Finish(run, SyncOutcome.Succeeded, null);
        Assert.Empty(state.FailedRows(SnapshotFormat.Partition(1)));
    }

    [Fact]
    public void Nobody_else_reads_a_new_state()
    {
        var path = Path.Combine(_folder.FullName, "a", "b");
        SyncState.Open(path, "rows", new ManualClock(), new SyncProbe()).Dispose();
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public void There_is_one_writer()
    {
        using (Open())
        {
            Assert.Throws<SyncBusyException>(() => Open());
        }

        Open().Dispose();
    }

    private SyncState Open() => SyncState.Open(_folder.FullName, "rows", new ManualClock(), new SyncProbe());

    private string[] Snapshots() => [.. _folder.GetFiles("snapshot-*").Select(static file => file.Name).Order(StringComparer.Ordinal)];

    private static RunRecord Sealed(SyncState state)
    {
        var run = state.BeginRun("d");
        File.WriteAllText(state.PathOf(run.Snapshot!), "rows");
        File.WriteAllText(state.PathOf(run.Plan!), "plan");
        state.Seal(run);
        return run;
    }

    private static PieceRecord Piece(PieceState pieceState) => new(0, 0, 10, pieceState, 1, 42);

    private static FailedRowWrite Failed(UInt128 key, long run) =>
        new(new RowChange { Change = ChangeKind.Added, Key = key, Hash = 7, FirstRun = run, Schema = 0 }, RowState.Rejected, "1", [1], run, 1, 422, "no");
}
