namespace HttpRequestSteps.Sync;

/// <summary>The report of a run that broke off: as much as is known.</summary>
internal static class FailureReport
{
    /// <summary>Of a run that did not come to its state.</summary>
    public static SyncReport Of(SyncDefinition definition, Exception exception) => new()
    {
        Sync = definition.Name,
        Outcome = SyncOutcome.Failed,
        Message = Message(exception),
        Triggers = SyncDelivery.Triggers(definition, new RunCounters()),
    };

    /// <summary>Of an interrupted run whose plan was given up.</summary>
    public static SyncReport OfPlan(SyncDefinition definition, RunRecord run, string message) => new()
    {
        Sync = definition.Name,
        RunId = run.Id,
        Outcome = SyncOutcome.CompletedWithFailures,
        Message = message,
        Rows = run.Rows,
        Triggers = SyncDelivery.Triggers(definition, run.Counters),
        Requests = new SyncRequestCounts { Sent = run.Counters.Sent, Retries = run.Counters.Retries },
    };

    /// <summary>Of a run that may have delivered something before: the next one goes on with its plan.</summary>
    public static SyncReport Of(SyncDefinition definition, SyncState state, bool isDry, Exception exception)
    {
        var report = Of(definition, exception) with { DryRun = isDry };
        try
        {
            report = report with { PendingRows = state.CountFailedRows() };
            if (isDry || state.FindSealed() is not { } run)
            {
                return report;
            }

            state.Note(run, SyncOutcome.Failed, report.Message);
            return report with
            {
                RunId = run.Id,
                Rows = run.Rows,
                Triggers = SyncDelivery.Triggers(definition, run.Counters),
                Requests = new SyncRequestCounts { Sent = run.Counters.Sent, Retries = run.Counters.Retries },
                PendingRows = report.PendingRows + Left(definition, run),
            };
        }
        catch (Exception)
        {
            // The ledger is what broke: the next run reads it, or says what is wrong with it.
            return report;
        }
    }

    /// <summary>What went wrong, for the person who configured it: what is ours says it in its own words.</summary>
    public static string Message(Exception exception) => exception is SyncStopException or RowSourceException or SyncBusyException or CorruptStateException or IOException or UnauthorizedAccessException
        ? exception.Message
        : $"{exception.GetType().Name}: {exception.Message}";

    /// <summary>The rows of a sealed plan that have no outcome yet.</summary>
    public static long Left(SyncDefinition definition, RunRecord run) =>
        Left(definition.Triggers.Added, run.Rows.Added, run.Counters.Added) + Left(definition.Triggers.Changed, run.Rows.Changed, run.Counters.Changed) + Left(definition.Triggers.Removed, run.Rows.Removed, run.Counters.Removed);

    private static long Left(SyncTrigger? trigger, long rows, TriggerCounters done) => trigger is null ? 0 : Math.Max(0, rows - done.Delivered - done.Rejected - done.Deferred);
}
