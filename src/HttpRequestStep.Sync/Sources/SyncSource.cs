namespace HttpRequestSteps.Sync;

/// <summary>Where the rows of a sync come from. A host adds its own with <c>AddSource</c>.</summary>
public abstract record SyncSource;
