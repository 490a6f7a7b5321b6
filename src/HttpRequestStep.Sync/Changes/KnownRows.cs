namespace HttpRequestSteps.Sync;

/// <summary>The snapshot, with its hashes made anew if other columns are compared now than when it was written: that alone changes no row.</summary>
internal sealed class KnownRows(Snapshot snapshot, int schema, DuplicateKeys duplicates, Func<RowSchema, RowHasher>? rehash, RowSchema rowSchema)
{
    public Snapshot Snapshot => snapshot;

    /// <summary>The rows of an earlier run, as a later one compares them.</summary>
    public static KnownRows Of(Snapshot snapshot, RunRecord delivered, RunRecord run, KeyColumns primaryKey, SyncState state)
    {
        var isSame = delivered.Compared.AsSpan().SequenceEqual(run.Compared);
        return new KnownRows(snapshot, delivered.Schema, delivered.Duplicates, isSame ? null : rows => new RowHasher(rows, primaryKey, run.Compared, state.Seed), state.FindSchema(delivered.Schema));
    }

    public int Schema => schema;

    /// <summary>Which of two rows with the same key counted when it was written.</summary>
    public DuplicateKeys Duplicates => duplicates;

    public int ReadEntries(int partition, ref RowEntry[] entries)
    {
        var count = snapshot.ReadEntries(partition, ref entries);
        if (rehash is null)
        {
            return count;
        }

        var hasher = rehash(rowSchema);
        var codec = new RowCodec(rowSchema);
        var ends = new (int, int)[rowSchema.Count];
        var rows = snapshot.ReadRows(partition);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Next();
            codec.Locate(row, ends);
            entries[i] = entries[i] with { Hash = hasher.Compared(row, ends) };
        }

        return count;
    }
}
