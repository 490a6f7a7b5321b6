namespace HttpRequestSteps.Sync;

/// <summary>A sync that a host runs again and again.</summary>
internal sealed record ScheduledSync(Func<IServiceProvider, SyncDefinition> Definition, SyncSchedule Schedule, SyncRunOptions Options);
