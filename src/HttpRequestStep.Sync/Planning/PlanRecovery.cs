namespace HttpRequestSteps.Sync;

/// <summary>
/// Gives up a sealed plan that is damaged, and loses no row of it. What it held is found again by comparing the two snapshots that it was made of, and all of that is in doubt from now on:
/// the next run tells it again, whatever the source has become meanwhile, and with new keys.
/// </summary>
internal sealed class PlanRecovery(SyncDefinition definition, SyncState state, RowKeys keys, RunRecord run) : IChangeSink
{
    /// <summary>Ends the run in the ledger; nothing of it counts as delivered.</summary>
    /// <exception cref="CorruptStateException">A snapshot is damaged too.</exception>
    public void GiveUp(string message) => state.Write(() =>
    {
        Detect();
        state.Abandon(run, SyncOutcome.CompletedWithFailures, message);
    });

    public void Add(in RowChange change, ReadOnlySpan<byte> row) => state.PutFailedRow(new FailedRowWrite(
        change with { FirstRun = -run.Number }, RowState.Ambiguous, keys.Text(change.Schema, row), row.ToArray(), run.Number, 1, null, "The plan of its run was damaged: whether it was sent is not known."));

    public void Settle(UInt128 key)
    {
        // The run does not come to its end: what it would have settled stays.
    }

    private void Detect()
    {
        var delivered = state.FindDelivered();
        using var known = delivered is null ? null : Snapshot.Open(state.PathOf(delivered.Snapshot!));
        using var planned = Snapshot.Open(state.PathOf(run.Snapshot!));
        var hashes = new ComparedHashes(keys, definition.PrimaryKey, run.Compared, state.Seed);
        var detector = new ChangeDetector(run.Number, run.Schema, run.Duplicates, state.FailedRows, this)
        {
            Known = known is null || delivered!.Schema == 0 ? null : KnownRows.Of(known, delivered, run, definition.PrimaryKey, state),
            HashOf = hashes.Of,
            HasTrigger = change => definition.Triggers.Of(change) is not null,
            IsSameRequest = static _ => false,
        };
        detector.Detect(planned, CancellationToken.None);
    }
}
