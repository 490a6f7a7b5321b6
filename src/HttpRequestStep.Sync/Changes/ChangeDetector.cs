namespace HttpRequestSteps.Sync;

/// <summary>The hash of a row of a schema.</summary>
internal delegate UInt128 RowHash(int schema, ReadOnlySpan<byte> row);

/// <summary>
/// Compares the rows of now with the rows as last delivered, a partition at a time: what it holds in memory is one partition, whatever the number of rows.
/// The rows that could not be delivered stand beside the snapshot and win over it.
/// </summary>
internal sealed class ChangeDetector(long run, int schema, DuplicateKeys duplicates, Func<int, IReadOnlyList<FailedRow>> failedRows, IChangeSink sink)
{
    private readonly List<(int Known, int Slot)> _gone = [];
    private RowEntry[] _entries = [];
    private int[] _slotOf = [];
    private Slot[] _slots = [];
    private int[] _buckets = [];
    private int _slotCount;
    private IReadOnlyList<FailedRow> _failed = [];

    public ChangeCounts Counts { get; } = new();

    /// <summary>The entry of the first key that was given twice.</summary>
    public Action<RowEntry>? OnDuplicate { get; init; }

    /// <summary>The hash of a row of the state over the columns that are compared now.</summary>
    public required RowHash HashOf { get; init; }

    /// <summary>Whether anybody wants to hear of such a change.</summary>
    public required Func<ChangeKind, bool> HasTrigger { get; init; }

    /// <summary>Whether a failed row would be sent by the same definition again, and by one whose requests depend on nothing but the row.</summary>
    public required Func<FailedRow, bool> IsSameRequest { get; init; }

    /// <summary>The schema of the known rows, by its number in the state, and their hashes if the compared columns are others now.</summary>
    public required KnownRows? Known { get; init; }

    public void Detect(Snapshot current, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < SnapshotFormat.Partitions; partition++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Detect(current, partition);
        }
    }

    private void Detect(Snapshot current, int partition)
    {
        _failed = failedRows(partition);
        var count = current.Count(partition);
        var known = Known?.Snapshot.Count(partition) ?? 0;
        Clear(count + known + _failed.Count);
        AddKnown(partition);
        AddFailed();
        AddCurrent(current, partition);
        Compare(current, partition, count);
        FindRemoved(partition, known);
    }

    private void AddKnown(int partition)
    {
        if (Known is null)
        {
            return;
        }

        var count = Known.ReadEntries(partition, ref _entries);
        for (var i = 0; i < count; i++)
        {
            ref var slot = ref FindOrAdd(_entries[i].Key);
            if (slot.Known < 0 || Known.Duplicates == DuplicateKeys.Last)
            {
                (slot.Known, slot.Delivered, slot.IsDelivered) = (i, _entries[i].Hash, true);
            }
        }
    }

    private void AddFailed()
    {
        for (var i = 0; i < _failed.Count; i++)
        {
            var failed = _failed[i];
            ref var slot = ref FindOrAdd(failed.Key);
            slot.Failed = i;
            slot.IsDelivered = failed.Delivered is not null;
            if (failed.DeliveredRow is { } delivered)
            {
                slot.Delivered = HashOf(failed.DeliveredSchema, delivered);
            }
            else if (slot.Known < 0)
            {
                slot.Delivered = failed.Delivered ?? default;
            }
        }
    }

    private void AddCurrent(Snapshot current, int partition)
    {
        var count = current.ReadEntries(partition, ref _entries);
        if (_slotOf.Length < count)
        {
            _slotOf = new int[Math.Max(count, _slotOf.Length * 2)];
        }

        for (var i = 0; i < count; i++)
        {
            ref var slot = ref FindOrAdd(_entries[i].Key, out _slotOf[i]);
            if (slot.Current >= 0)
            {
                Counts.Duplicates++;
                OnDuplicate?.Invoke(_entries[i]);
            }

            if (slot.Current < 0 || duplicates == DuplicateKeys.Last)
            {
                slot.Current = i;
            }
        }
    }

    private void Compare(Snapshot current, int partition, int count)
    {
        var rows = current.ReadRows(partition);
        for (var i = 0; i < count; i++)
        {
            ref readonly var slot = ref _slots[_slotOf[i]];
            if (slot.Current != i)
            {
                rows.Skip();
                continue;
            }

            var failed = slot.Failed < 0 ? null : _failed[slot.Failed];
            if (Change(in slot, _entries[i].Hash, failed) is { } change)
            {
                Add(change, in slot, _entries[i], failed, rows.Next());
            }
            else
            {
                Counts.Unchanged++;
                Settle(failed);
                rows.Skip();
            }
        }
    }

    private ChangeKind? Change(in Slot slot, UInt128 hash, FailedRow? failed)
    {
        if (failed is { IsGivenUp: true } && failed.Change != ChangeKind.Removed && Attempted(failed) == hash)
        {
            return null;
        }

        if (!slot.IsDelivered)
        {
            return ChangeKind.Added;
        }

        if (failed is { State: RowState.Ambiguous })
        {
            // The destination may hold what was sent last, even if the source is as it was before: it is told again.
            return Told(failed.Change == ChangeKind.Removed ? ChangeKind.Added : failed.Change);
        }

        return slot.Delivered == hash ? null : ChangeKind.Changed;
    }

    /// <summary>What is in doubt is told in whatever way there is.</summary>
    private ChangeKind Told(ChangeKind change)
    {
        var other = change == ChangeKind.Added ? ChangeKind.Changed : ChangeKind.Added;
        return !HasTrigger(change) && HasTrigger(other) ? other : change;
    }

    private UInt128 Attempted(FailedRow failed) => failed.AttemptedRow is { } row ? HashOf(failed.AttemptedSchema, row) : failed.Attempted;

    /// <summary>The run in which exactly this was sent first: as long as it is the same, it keeps its idempotency key.</summary>
    private long FirstRun(FailedRow? failed, ChangeKind change, ReadOnlySpan<byte> row, int rowSchema) =>
        failed is { AttemptedRow: { } attempted } && failed.Change == change && failed.AttemptedSchema == rowSchema && row.SequenceEqual(attempted) && IsSameRequest(failed) ? failed.FirstRun : run;

    private void Add(ChangeKind change, in Slot slot, in RowEntry entry, FailedRow? failed, ReadOnlySpan<byte> row)
    {
        Counts.Count(change);
        Counts.Retried += failed is null ? 0 : 1;
        sink.Add(
            new RowChange
            {
                Change = change,
                Key = entry.Key,
                Hash = entry.Hash,
                Delivered = slot.IsDelivered ? slot.Delivered : null,
                FirstRun = FirstRun(failed, change, row, schema),
                Schema = schema,
                IsRetried = failed is not null,
            },
            row);
    }

    private void Settle(FailedRow? failed)
    {
        if (failed is { IsGivenUp: false })
        {
            sink.Settle(failed.Key);
        }
    }

    private void FindRemoved(int partition, int known)
    {
        _gone.Clear();
        for (var i = 0; i < _slotCount; i++)
        {
            ref readonly var slot = ref _slots[i];
            if (slot.Current >= 0)
            {
                continue;
            }

            if (slot.Known >= 0 && (slot.Failed < 0 || _failed[slot.Failed].DeliveredRow is null) && slot.IsDelivered)
            {
                _gone.Add((slot.Known, i));
            }
            else if (slot.Failed >= 0)
            {
                RemoveFailed(in slot, _failed[slot.Failed]);
            }
        }

        _gone.Sort();
        RemoveKnown(partition, known);
    }

    private void RemoveKnown(int partition, int known)
    {
        if (_gone.Count == 0)
        {
            return;
        }

        var rows = Known!.Snapshot.ReadRows(partition);
        var next = 0;
        for (var i = 0; i < known && next < _gone.Count; i++)
        {
            if (_gone[next].Known != i)
            {
                rows.Skip();
                continue;
            }

            ref readonly var slot = ref _slots[_gone[next++].Slot];
            Remove(in slot, slot.Failed < 0 ? null : _failed[slot.Failed], Known.Schema, rows.Next());
        }
    }

    private void RemoveFailed(in Slot slot, FailedRow failed)
    {
        if (failed.Delivered is not null && failed.DeliveredRow is { } delivered)
        {
            Remove(in slot, failed, failed.DeliveredSchema, delivered);
        }
        else if (failed is { State: RowState.Ambiguous, AttemptedRow: { } attempted })
        {
            // It was never known to arrive, and may have: what may be there is removed.
            Remove(in slot, failed, failed.AttemptedSchema, attempted);
        }
        else
        {
            Settle(failed);
        }
    }

    private void Remove(in Slot slot, FailedRow? failed, int rowSchema, ReadOnlySpan<byte> row)
    {
        var hash = slot.IsDelivered ? slot.Delivered : failed!.Attempted;
        if (failed is { IsGivenUp: true, Change: ChangeKind.Removed })
        {
            return;
        }

        Counts.Count(ChangeKind.Removed);
        Counts.Retried += failed is null ? 0 : 1;
        sink.Add(
            new RowChange
            {
                Change = ChangeKind.Removed,
                Key = slot.Key,
                Hash = hash,
                Delivered = slot.IsDelivered ? slot.Delivered : null,
                FirstRun = FirstRun(failed, ChangeKind.Removed, row, rowSchema),
                Schema = rowSchema,
                IsRetried = failed is not null,
            },
            row);
    }

    private void Clear(int most)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(most * 2, 16));
        if (_buckets.Length < size)
        {
            _buckets = new int[size];
            _slots = new Slot[size / 2];
        }
        else
        {
            _buckets.AsSpan().Clear();
        }

        _slotCount = 0;
    }

    private ref Slot FindOrAdd(UInt128 key) => ref FindOrAdd(key, out _);

    private ref Slot FindOrAdd(UInt128 key, out int index)
    {
        var mask = _buckets.Length - 1;
        for (var at = (int)(uint)(ulong)(key >> 64) & mask; ; at = (at + 1) & mask)
        {
            index = _buckets[at] - 1;
            if (index < 0)
            {
                index = _slotCount++;
                _buckets[at] = _slotCount;
                _slots[index] = new Slot { Key = key, Known = -1, Current = -1, Failed = -1 };
                return ref _slots[index];
            }

            if (_slots[index].Key == key)
            {
                return ref _slots[index];
            }
        }
    }

    private struct Slot
    {
        public UInt128 Key;
        public UInt128 Delivered;
        public bool IsDelivered;
        public int Known;
        public int Current;
        public int Failed;
    }
}
