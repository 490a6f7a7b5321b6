namespace HttpRequestSteps.Sync;

/// <summary>What it takes to deliver the plan of a run.</summary>
internal sealed record DeliveryParts(
    RunRecord Run, DeliveryPlan Plan, SyncState State, RowKeys Keys, IHttpRequestStepExecutor Executor, SyncLimiter Limits, Chance Chance, TimeProvider Time, SyncObservation Observation);
