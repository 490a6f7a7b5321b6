using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>The first half of a run: read the source to its end, find what has changed, plan the requests, ask the guard, seal the plan. Nothing is sent before that.</summary>
internal sealed class SyncRun(
    SyncDefinition definition, DeliveryPlan plan, SyncRunOptions options, SyncState state, RowKeys keys, SourceTable sources, ComparedNames comparedNames, IHttpRequestStepExecutor executor, EndpointKeys endpoints, SyncLimiter limits, Chance chance, TimeProvider time, SyncObservation observation)
{
    // Rows are measured as they are kept; their JSON is about twice that.
    private const long MostBatchBytes = 4 * 1024 * 1024;

    public async Task<SyncReport> RunAsync(CancellationToken cancellationToken)
    {
        var run = state.BeginRun(plan.Fingerprint);
        try
        {
            var planned = await PlanAsync(run, cancellationToken).ConfigureAwait(false);
            if (options.DryRun)
            {
                return await DryRunAsync(planned, cancellationToken).ConfigureAwait(false);
            }

            run = planned.Run;
        }
        catch (Exception exception)
        {
            // Whatever it was, nothing was sent.
            return Stopped(run, exception, cancellationToken);
        }
        finally
        {
            if (options.DryRun)
            {
                state.Forget(run);
            }
        }

        return await new SyncDelivery(run, plan, state, keys, executor, limits, chance, time, observation).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private SyncReport Stopped(RunRecord run, Exception exception, CancellationToken cancellationToken)
    {
        var stop = exception as SyncStopException;
        var outcome = cancellationToken.IsCancellationRequested ? SyncOutcome.Cancelled : stop?.Outcome ?? SyncOutcome.Failed;
        var message = outcome == SyncOutcome.Cancelled ? "The run was cancelled before anything was sent." : FailureReport.Message(exception);
        run = run with { Rows = stop?.Rows ?? run.Rows };
        return new SyncReport
        {
            Sync = definition.Name,
            RunId = options.DryRun ? null : run.Id,
            Outcome = outcome,
            Message = message,
            DryRun = options.DryRun,
            IsGuarded = stop is { Outcome: SyncOutcome.Halted },
            Rows = run.Rows,
            Triggers = SyncDelivery.Triggers(definition, new RunCounters()),
            PendingRows = Abandon(run, outcome, message),
        };
    }

    /// <summary>Ends the run in the ledger.</summary>
    /// <returns>The rows that are not delivered.</returns>
    private long Abandon(RunRecord run, SyncOutcome outcome, string message)
    {
        try
        {
            if (!options.DryRun)
            {
                state.Abandon(run, outcome, message);
                state.DeleteOrphans();
            }

            return state.CountFailedRows();
        }
        catch (Exception)
        {
            // The disk may be full for the ledger too, and what ended the run says so: the next one tidies up.
            return 0;
        }
    }

    private async Task<Planned> PlanAsync(RunRecord run, CancellationToken cancellationToken)
    {
        using var writer = new SnapshotWriter(state.PathOf(run.Snapshot!), isKept: !options.DryRun);
        var table = new RowTable(definition, state, comparedNames, writer);
        await ReadAsync(table, cancellationToken).ConfigureAwait(false);
        writer.Complete();
        state.Probe.Reach(SyncPoint.Read);

        using var planning = observation.Begin("plan");
        var delivered = state.FindDelivered();
        table.Check(delivered);
        run = run with { Schema = table.SchemaId, KeyKinds = table.KeyKinds, Compared = table.Compared, Duplicates = definition.DuplicateKeys };
        if (table.Schema is not null)
        {
            keys.Add(table.SchemaId, table.Schema);
        }
        else if (delivered is not null)
        {
            // No row tells what rows are like: they are as they were.
            run = run with { Schema = delivered.Schema, KeyKinds = delivered.KeyKinds, Compared = delivered.Compared };
        }

        using var planWriter = new PlanWriter(state.PathOf(run.Plan!));
        state.Write(() =>
        {
            var counts = Detect(run, delivered, table, planWriter, cancellationToken);
            planWriter.Complete();
            run = run with { Batches = planWriter.Batches, Rows = counts };
            if (!options.DryRun)
            {
                FlushFolder();
                state.Seal(run);
                state.Probe.Reach(SyncPoint.Sealing);
            }
        });
        state.Probe.Reach(SyncPoint.Sealed);
        observation.Planned(planWriter.Rows.Sum());
        return new Planned(run, planWriter.Requests);
    }

    /// <summary>Snapshot and plan are found again after a loss of power.</summary>
    private void FlushFolder()
    {
        try
        {
            Disk.FlushFolder(state.Directory);
        }
        catch (IOException exception)
        {
            throw new StateWriteException(Path.GetFileName(state.Directory), exception);
        }
    }

    private async Task ReadAsync(RowTable table, CancellationToken cancellationToken)
    {
        const int progressEvery = 10_000;
        using var reading = observation.Begin("read");
        var context = new RowSourceContext(definition, Path.GetFullPath(options.BaseDirectory ?? Environment.CurrentDirectory));
        try
        {
            await foreach (var row in sources.ReadAsync(definition.Source, context, cancellationToken).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                table.Add(row);
                state.Probe.Reach(SyncPoint.Reading);
                if (table.Rows % progressEvery == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    observation.Read(table.Rows);
                }
            }
        }
        catch (Exception exception) when (exception is not (RowSourceException or SyncStopException or StateWriteException or OperationCanceledException))
        {
            throw new RowSourceException($"The source failed after {table.Rows} rows: {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    private SyncRowCounts Detect(RunRecord run, RunRecord? delivered, RowTable table, PlanWriter planWriter, CancellationToken cancellationToken)
    {
        using var known = delivered is null ? null : Snapshot.Open(state.PathOf(delivered.Snapshot!));
        using var current = Snapshot.Open(state.PathOf(run.Snapshot!));
        var sink = new PlanSink(definition, state, run.Number, planWriter, endpoints, isSilent: delivered is null && definition.FirstRun == FirstRun.Skip, settles: !options.DryRun, MostBatchBytes);
        var hashes = new ComparedHashes(keys, definition.PrimaryKey, run.Compared, state.Seed);
        RowEntry? duplicate = null;
        var detector = new ChangeDetector(run.Number, run.Schema, definition.DuplicateKeys, state.FailedRows, sink)
        {
            Known = known is null || delivered!.Schema == 0 ? null : KnownRows.Of(known, delivered, run, definition.PrimaryKey, state),
            HashOf = (schema, row) => hashes.Of(schema, row),
            HasTrigger = change => definition.Triggers.Of(change) is not null,
            IsSameRequest = failed => failed.Definition == run.Definition && plan.IsStable(failed.Change),
            OnDuplicate = definition.DuplicateKeys == DuplicateKeys.Fail ? entry => duplicate ??= entry : null,
        };
        detector.Detect(current, cancellationToken);
        var counts = detector.Counts;
        var rows = new SyncRowCounts { Read = table.Rows, Unchanged = counts.Unchanged, Added = counts.Added, Changed = counts.Changed, Removed = counts.Removed, Retried = counts.Retried };
        if (duplicate is { } twice)
        {
            throw new SyncStopException(SyncOutcome.Failed, $"{counts.Duplicates} rows have a key that another row has, such as {KeyOf(current, twice, run.Schema)}. Choose a primary key that is unique, or say which row counts: \"duplicateKeys\": \"first\" or \"last\".", rows);
        }

        Guard(known?.Rows ?? 0, rows);
        return sink.IsSilent ? rows with { Unchanged = rows.Read, Added = 0 } : rows;
    }

    private string KeyOf(Snapshot snapshot, RowEntry entry, int schema)
    {
        var partition = SnapshotFormat.Partition(entry.Key);
        var entries = Array.Empty<RowEntry>();
        var count = snapshot.ReadEntries(partition, ref entries);
        var rows = snapshot.ReadRows(partition);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Next();
            if (entries[i].Key == entry.Key)
            {
                return keys.Text(schema, row);
            }
        }

        return "?";
    }

    private void Guard(long known, SyncRowCounts rows)
    {
        if (options.Confirm || known == 0)
        {
            return;
        }

        if (rows.Read == 0)
        {
            throw new SyncStopException(SyncOutcome.Halted, $"The source has no rows, and {known} are known: all would be gone. If that is right, confirm it (--confirm).", rows);
        }

        if (definition.Triggers.Removed is null)
        {
            // Nothing is removed anywhere.
            return;
        }

        var limit = definition.Guard?.MaxRemoved ?? RemovedLimit.Default;
        if (rows.Removed > limit.Of(known))
        {
            throw new SyncStopException(SyncOutcome.Halted, $"{rows.Removed} of {known} known rows would be removed, more than the guard lets pass ({limit}). If that is right, confirm it (--confirm) or raise \"guard.maxRemoved\".", rows);
        }
    }

    private async Task<SyncReport> DryRunAsync(Planned planned, CancellationToken cancellationToken)
    {
        var samples = await new SampleRequests(plan, keys, executor).RenderAsync(state.PathOf(planned.Run.Plan!), planned.Run, cancellationToken).ConfigureAwait(false);
        var broken = samples.FirstOrDefault(sample => sample.Error is not null);
        return new SyncReport
        {
            Sync = definition.Name,
            RunId = null,
            Outcome = broken is null ? SyncOutcome.Succeeded : SyncOutcome.CompletedWithFailures,
            Message = broken is null ? null : $"A request cannot be made of the rows: {broken.Error}",
            DryRun = true,
            Rows = planned.Run.Rows,
            Triggers = Enum.GetValues<ChangeKind>()
                .Where(change => definition.Triggers.Of(change) is not null)
                .ToDictionary(change => JsonNamingPolicy.CamelCase.ConvertName(change.ToString()), change => new SyncTriggerCounts { Requests = planned.Requests[(int)change] }),
            PendingRows = state.CountFailedRows(),
            Samples = samples,
        };
    }

    private sealed record Planned(RunRecord Run, long[] Requests);
}
