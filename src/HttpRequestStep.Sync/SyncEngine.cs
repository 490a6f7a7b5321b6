namespace HttpRequestSteps.Sync;

/// <summary>The straight line of a sync: go on with what was interrupted, read, compare, plan, seal, deliver, finish.</summary>
internal sealed class SyncEngine(SourceTable sources, ComparedNames comparedNames, SyncValidator validator, IHttpRequestStepExecutor executor, SyncLimiters limiters, SyncTelemetry telemetry, StepPreparer preparer, SettingsStore settings, DefinitionJson json, SyncProbe probe, Chance chance, TimeProvider time) : ISyncEngine
{
    public async Task<SyncReport> RunAsync(SyncDefinition definition, SyncRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        options ??= new SyncRunOptions();
        var started = time.GetTimestamp();
        if (Validate(definition) is { Count: > 0 } errors)
        {
            return new SyncReport { Sync = definition.Name, Outcome = SyncOutcome.Failed, Errors = errors, Message = $"The definition is invalid: {errors[0]}" };
        }

        using var observation = new SyncObservation(telemetry, definition.Name, options.Progress, time);
        SyncReport report;
        try
        {
            var directory = Path.Combine(Path.GetFullPath(options.StateDirectory), definition.Name);

            // Who only looks leaves no state where there was none.
            using var temporary = options.DryRun && !File.Exists(Path.Combine(directory, "state.db")) ? new TemporaryFolder(definition.Name) : null;
            using var state = SyncState.Open(temporary?.FullName ?? directory, definition.Name, time, probe);
            report = await RunGuardedAsync(definition, options, state, observation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            report = FailureReport.Of(definition, exception) with { DryRun = options.DryRun };
        }

        observation.Ended(report);
        return report with { DurationMs = Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1) };
    }

    public IReadOnlyList<DefinitionError> Validate(SyncDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return validator.Validate(definition);
    }

    private async Task<SyncReport> RunGuardedAsync(SyncDefinition definition, SyncRunOptions options, SyncState state, SyncObservation observation, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(definition, options, state, observation, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A full disk has many faces, and a host's own parts may throw anything: what is marked stays marked, and the next run goes on.
            var report = FailureReport.Of(definition, state, options.DryRun, exception);
            return exception is OperationCanceledException && cancellationToken.IsCancellationRequested
                ? report with { Outcome = SyncOutcome.Cancelled, Message = "The run was cancelled; the next one goes on where it was." }
                : report;
        }
    }

    private async Task<SyncReport> RunAsync(SyncDefinition definition, SyncRunOptions options, SyncState state, SyncObservation observation, CancellationToken cancellationToken)
    {
        var plan = new DeliveryPlan(definition, json);
        var keys = new RowKeys(state, definition.PrimaryKey);
        var limits = limiters.Find(definition, state);
        SyncReport? resumed = null;
        string? note = null;
        if (!options.DryRun && state.FindSealed() is { } interrupted)
        {
            observation.Resumed(FailureReport.Left(definition, interrupted));
            try
            {
                resumed = await new SyncDelivery(interrupted, plan, state, keys, executor, limits, chance, time, observation).RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CorruptStateException exception) when (exception.IsOfPlan)
            {
                note = $"The file {interrupted.Plan} of the sync's state was damaged or missing: its plan was given up, and what it may have sent was sent once more.";
                new PlanRecovery(definition, state, keys, interrupted).GiveUp(note);
                resumed = FailureReport.OfPlan(definition, interrupted, note);
            }

            if (resumed.Outcome is SyncOutcome.Cancelled or SyncOutcome.Halted or SyncOutcome.Failed)
            {
                return resumed;
            }
        }

        if (!options.DryRun)
        {
            state.DeleteOrphans();
        }

        var report = await new SyncRun(definition, plan, options, state, keys, sources, comparedNames, executor, new EndpointKeys(plan, keys, preparer, settings), limits, chance, time, observation).RunAsync(cancellationToken).ConfigureAwait(false);
        report = report with { Message = report.Message ?? note };
        return resumed is null ? report : Sum(resumed, report);
    }

    /// <summary>What was left of an interrupted run, and the run after it, as one.</summary>
    private static SyncReport Sum(SyncReport first, SyncReport second) => second with
    {
        Triggers = second.Triggers.ToDictionary(
            trigger => trigger.Key,
            trigger => first.Triggers.TryGetValue(trigger.Key, out var earlier)
                ? new SyncTriggerCounts
                {
                    Delivered = earlier.Delivered + trigger.Value.Delivered,
                    Rejected = earlier.Rejected + trigger.Value.Rejected,
                    Deferred = earlier.Deferred + trigger.Value.Deferred,
                    Requests = earlier.Requests + trigger.Value.Requests,
                }
                : trigger.Value),
        Requests = new SyncRequestCounts { Sent = first.Requests.Sent + second.Requests.Sent, Retries = first.Requests.Retries + second.Requests.Retries },
    };
}
