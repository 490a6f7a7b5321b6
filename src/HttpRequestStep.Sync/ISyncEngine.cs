namespace HttpRequestSteps.Sync;

/// <summary>Runs syncs. Thread-safe; one for the whole host.</summary>
public interface ISyncEngine
{
    /// <summary>Goes on with a run that was interrupted, then reads the source and delivers what has changed since it was last delivered.</summary>
    /// <param name="definition">The sync.</param>
    /// <param name="options">Where its state is kept, and how this run goes.</param>
    /// <param name="cancellationToken">Cancels; the next run goes on where this one was.</param>
    /// <returns>What was done. It does not throw for a failure of the source, the destination or the definition.</returns>
    Task<SyncReport> RunAsync(SyncDefinition definition, SyncRunOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Checks a definition without network: every error at once.</summary>
    IReadOnlyList<DefinitionError> Validate(SyncDefinition definition);
}
