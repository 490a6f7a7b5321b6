namespace HttpRequestSteps.Sync;

/// <summary>Puts changes into the plan by what the definition says of their kind.</summary>
internal sealed class PlanSink(SyncDefinition definition, SyncState state, PlanWriter writer, EndpointKeys endpoints, bool isSilent, long batchBytes) : IChangeSink
{
    public bool IsSilent => isSilent;

    public void Add(in RowChange change, ReadOnlySpan<byte> row)
    {
        if (isSilent)
        {
            return;
        }

        if (Trigger(change.Change) is not { } kind)
        {
            // Nobody wants to hear of it: it is known from now on.
            if (change.IsRetried)
            {
                Settle(change.Key);
            }

            return;
        }

        writer.Add(change with { Change = kind }, row, definition.Triggers.Of(kind)!.BatchSize?.Rows ?? 1, batchBytes, endpoints.Of(kind, change.Schema, row));
    }

    public void Settle(UInt128 key) => state.DeleteFailedRow(key);

    private ChangeKind? Trigger(ChangeKind change) => definition.Triggers.Of(change) is null ? null : change;
}
