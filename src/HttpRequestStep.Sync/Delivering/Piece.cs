using System.Security.Cryptography;

namespace HttpRequestSteps.Sync;

/// <summary>Rows of a batch that are sent together: the whole batch, or a part of one that was split.</summary>
internal sealed class Piece(PlannedBatch batch, int first, int count)
{
    private string? _key;

    public PlannedBatch Batch => batch;

    public int First => first;

    public int Count => count;

    public ChangeKind Change => batch.Change;

    /// <summary>How often it was sent so far, waits that it was asked for aside.</summary>
    public int Attempt { get; set; }

    /// <summary>Whether the ledger says that it may have been sent.</summary>
    public bool IsMarked { get; set; }

    /// <summary>Whether an attempt may have arrived.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>When it was sent last; a timestamp.</summary>
    public long Sent { get; set; }

    /// <summary>How long its last answer took, waits for permits aside.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>How often it was told to wait.</summary>
    public int Waits { get; set; }

    /// <summary>When it was told so first; a timestamp.</summary>
    public long? FirstWait { get; set; }

    public int? LastStatus { get; set; }

    public string? LastError { get; set; }

    /// <summary>The hash of the request that was sent first; every later one must be the same.</summary>
    public UInt128? RequestHash { get; set; }

    /// <summary>The requests that were needed to find the bad rows of its batch.</summary>
    public SplitBudget? Budget { get; init; }

    public RowChange this[int index] => batch[first + index];

    public Row[] Rows(RowKeys keys) => batch.Rows(first, count, keys);

    public ReadOnlySpan<byte> Row(int index) => batch.Row(first + index);

    /// <summary>The same for the same rows in every attempt, restart and run.</summary>
    public string IdempotencyKey(string sync) => _key ??= MakeKey(sync);

    public PieceRecord ToRecord(PieceState state) => new(batch.Number, first, count, state, Attempt, RequestHash);

    private string MakeKey(string sync)
    {
        var rows = new RowBuffer(32 + (count * 40));
        rows.Text(sync);
        rows.Byte((byte)Change);
        for (var i = 0; i < count; i++)
        {
            var change = this[i];
            rows.Hash(change.Key);
            rows.Hash(change.Hash);
            rows.Number((ulong)change.FirstRun);
        }

        return Convert.ToHexStringLower(SHA256.HashData(rows.Span).AsSpan(0, 16));
    }
}

/// <summary>How many requests may still be spent on finding the bad rows of one batch.</summary>
internal sealed class SplitBudget(int requests)
{
    private int _left = requests;

    public bool TrySpend(int count) => Interlocked.Add(ref _left, -count) >= 0;
}
