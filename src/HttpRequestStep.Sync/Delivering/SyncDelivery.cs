using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>The second half of a run, from its sealed plan on: deliver, and make what was delivered the snapshot. A run that was interrupted begins here again.</summary>
internal sealed class SyncDelivery(
    RunRecord run, DeliveryPlan plan, SyncState state, RowKeys keys, IHttpRequestStepExecutor executor, SyncLimiter limits, Chance chance, TimeProvider time, SyncObservation observation)
{
    public async Task<SyncReport> RunAsync(CancellationToken cancellationToken)
    {
        using var delivering = observation.Begin("deliver");
        keys.LoadAll();
        if (run.Definition != plan.Fingerprint)
        {
            // The plan was made for another definition: what is left of it is compared anew.
            return End(SyncOutcome.CompletedWithFailures, "The definition was changed while the run was interrupted: what it had not delivered is compared anew.", hasDelivered: true);
        }

        var parts = new DeliveryParts(run, plan, state, keys, executor, limits, chance, time, observation);
        var halt = await Dispatcher.RunAsync(parts, isKnown: state.FindDelivered() is { Rows.Read: > 0 }, cancellationToken).ConfigureAwait(false);
        state.Write(() => limits.Save(state));
        if (cancellationToken.IsCancellationRequested)
        {
            state.Note(run, SyncOutcome.Cancelled, null);
            return Report(SyncOutcome.Cancelled, "The run was cancelled; the next one goes on where it was.", Pending());
        }

        if (halt.Reason is { } reason)
        {
            return End(halt.IsRefused ? SyncOutcome.Halted : SyncOutcome.CompletedWithFailures, reason, halt.HasDelivered);
        }

        return End(null, null, hasDelivered: true);
    }

    private SyncReport End(SyncOutcome? outcome, string? message, bool hasDelivered)
    {
        state.Probe.Reach(SyncPoint.Delivered);
        var report = Report(outcome ?? SyncOutcome.Succeeded, message, 0);
        state.Write(() => report = hasDelivered ? Finish(outcome, message) : Abandon(outcome!.Value, message!));
        state.Probe.Reach(SyncPoint.Finished);
        state.DeleteOrphans();
        return report;
    }

    /// <summary>What was delivered is the snapshot from now on; what was not stands beside it.</summary>
    private SyncReport Finish(SyncOutcome? outcome, string? message)
    {
        DeferRest(onlyDoubtful: false);
        KeepDeliveredRows();
        var failed = state.CountFailedRows();
        var ended = outcome ?? (failed == 0 && !HasFailures() ? SyncOutcome.Succeeded : SyncOutcome.CompletedWithFailures);
        if (message is null && ended == SyncOutcome.CompletedWithFailures && state.MostFrequentError(run.Number) is { } error)
        {
            message = $"Rows are not delivered, most of them since: {error}";
        }

        state.Finish(run, ended, message);
        return Report(ended, message, failed);
    }

    /// <summary>Nothing was taken: the rows as last delivered are what they were, and only what may have been sent must be remembered.</summary>
    private SyncReport Abandon(SyncOutcome outcome, string message)
    {
        var left = DeferRest(onlyDoubtful: true);
        state.Abandon(run, outcome, message);
        return Report(outcome, message, left + state.CountFailedRows());
    }

    /// <summary>The rows that have no outcome yet, as rows that could not be delivered: the next run compares them anew. What may have been sent stays in doubt.</summary>
    /// <returns>How many rows have no outcome and are not remembered.</returns>
    private long DeferRest(bool onlyDoubtful)
    {
        long left = 0;
        foreach (var (batch, record) in Rest())
        {
            if (onlyDoubtful && record.State != PieceState.InFlight)
            {
                left += Fresh(batch, record);
            }
            else
            {
                Defer(batch, record);
            }
        }

        return left;
    }

    /// <summary>The pieces of the plan that are not over.</summary>
    private IEnumerable<(PlannedBatch Batch, PieceRecord Record)> Rest()
    {
        var pieces = state.Pieces(run.Number).ToLookup(piece => piece.Batch);
        var (through, offset) = state.Progress(run.Number);
        using var reader = new PlanReader(state.PathOf(run.Plan!), through, offset, run.Batches);
        while (reader.Next() is { } batch)
        {
            if (!pieces.Contains(batch.Number))
            {
                yield return (batch, new PieceRecord(batch.Number, 0, batch.Count, PieceState.Planned, 0, null));
            }

            foreach (var piece in pieces[batch.Number].Where(piece => piece.State != PieceState.Done))
            {
                yield return (batch, piece);
            }
        }
    }

    private void Defer(PlannedBatch batch, PieceRecord record)
    {
        var piece = new Piece(batch, record.First, record.Count);
        var counters = run.Counters.Of(batch.Change);
        for (var i = 0; i < piece.Count; i++)
        {
            var isDoubtful = record.State == PieceState.InFlight;
            counters.Deferred++;
            observation.Settled(batch.Change, isDoubtful ? RowState.Ambiguous : RowState.Deferred, 1);
            state.PutFailedRow(new FailedRowWrite(
                piece[i], isDoubtful ? RowState.Ambiguous : RowState.Deferred, keys.Text(piece, i), piece.Row(i).ToArray(), run.Number, record.Attempt, null, isDoubtful ? "It was sent, and no answer is known." : "It was not sent."));
        }
    }

    /// <summary>The rows as last delivered of those that failed, before the snapshot that holds them goes.</summary>
    private void KeepDeliveredRows()
    {
        if (state.FindDelivered() is not { Snapshot: { } file } delivered || !state.LacksDeliveredRows())
        {
            return;
        }

        using var snapshot = Snapshot.Open(state.PathOf(file));
        var entries = Array.Empty<RowEntry>();
        for (var partition = 0; partition < SnapshotFormat.Partitions; partition++)
        {
            KeepDeliveredRows(snapshot, partition, delivered.Schema, delivered.Duplicates, ref entries);
        }
    }

    private void KeepDeliveredRows(Snapshot snapshot, int partition, int schema, DuplicateKeys duplicates, ref RowEntry[] entries)
    {
        var wanted = state.FailedWithoutDeliveredRow(partition).ToHashSet();
        if (wanted.Count == 0)
        {
            return;
        }

        var count = snapshot.ReadEntries(partition, ref entries);
        var rows = snapshot.ReadRows(partition);
        for (var i = 0; i < count; i++)
        {
            // Of two rows with the same key the one that counted is kept.
            if (duplicates == DuplicateKeys.First ? wanted.Remove(entries[i].Key) : wanted.Contains(entries[i].Key))
            {
                state.PutDeliveredRow(entries[i].Key, rows.Next().ToArray(), schema);
            }
            else
            {
                rows.Skip();
            }
        }
    }

    // A row that was just given up is no success either.
    private bool HasFailures() => Enum.GetValues<ChangeKind>().Any(change => run.Counters.Of(change) is { Rejected: > 0 } or { Deferred: > 0 });

    /// <summary>The rows that come back, and those of the plan that are not among them yet.</summary>
    private long Pending() => state.CountFailedRows() + Rest().Sum(piece => Fresh(piece.Batch, piece.Record));

    private static long Fresh(PlannedBatch batch, PieceRecord record)
    {
        var fresh = 0;
        for (var i = 0; i < record.Count; i++)
        {
            fresh += batch[record.First + i].IsRetried ? 0 : 1;
        }

        return fresh;
    }

    private SyncReport Report(SyncOutcome outcome, string? message, long pending) => new()
    {
        Sync = plan.Definition.Name,
        RunId = run.Id,
        Outcome = outcome,
        Message = message,
        Rows = run.Rows,
        Triggers = Triggers(plan.Definition, run.Counters),
        Requests = new SyncRequestCounts { Sent = run.Counters.Sent, Retries = run.Counters.Retries },
        PendingRows = pending,
    };

    public static Dictionary<string, SyncTriggerCounts> Triggers(SyncDefinition definition, RunCounters counters) => Enum.GetValues<ChangeKind>()
        .Where(change => definition.Triggers.Of(change) is not null)
        .ToDictionary(change => JsonNamingPolicy.CamelCase.ConvertName(change.ToString()), change => counters.Of(change).ToCounts());
}
