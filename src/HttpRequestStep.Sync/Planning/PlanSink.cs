namespace HttpRequestSteps.Sync;

/// <summary>Puts changes into the plan by what the definition says of their kind.</summary>
internal sealed class PlanSink(SyncDefinition definition, SyncState state, long run, PlanWriter writer, EndpointKeys endpoints, bool isSilent, bool settles, long batchBytes) : IChangeSink
{
    public bool IsSilent => isSilent;

    public void Add(in RowChange change, ReadOnlySpan<byte> row)
    {
        if (isSilent)
        {
            return;
        }

        if (definition.Triggers.Of(change.Change) is not { } trigger)
        {
            // Nobody wants to hear of it: it is known from now on.
            if (change.IsRetried)
            {
                Settle(change.Key);
            }

            return;
        }

        writer.Add(in change, row, trigger.BatchSize?.Rows ?? 1, batchBytes, endpoints.Of(change.Change, change.Schema, row));
    }

    public void Settle(UInt128 key)
    {
        if (settles)
        {
            state.SettleFailedRow(key, run);
        }
    }
}
