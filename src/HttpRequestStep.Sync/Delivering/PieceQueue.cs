namespace HttpRequestSteps.Sync;

/// <summary>What is to be sent next: parts that are ready, parts whose wait is over, then the next batch of the plan. Its owner locks.</summary>
internal sealed class PieceQueue(PlanReader reader, PieceRecorder recorder, IEnumerable<PieceRecord> resumed, TimeProvider time)
{
    private readonly Queue<Piece> _ready = [];
    private readonly PriorityQueue<Piece, long> _waiting = new();
    private readonly Dictionary<long, List<PieceRecord>> _resumed = resumed.GroupBy(piece => piece.Batch).ToDictionary(batch => batch.Key, batch => batch.ToList());
    private bool _isRead;

    /// <summary>The pieces that wait to be tried again.</summary>
    public IEnumerable<Piece> Waiting => _waiting.UnorderedItems.Select(static waiting => waiting.Element);

    public bool HasWaiting => _waiting.Count > 0;

    /// <summary>When the first of them is due, as a timestamp; null when none waits.</summary>
    public long? Due => _waiting.TryPeek(out _, out var due) ? due : null;

    public void Add(Piece piece) => _ready.Enqueue(piece);

    public void AddLater(Piece piece, long due) => _waiting.Enqueue(piece, due);

    /// <summary>The next piece that may be sent now; null when there is none now.</summary>
    /// <exception cref="CorruptStateException">The plan is damaged.</exception>
    public Piece? TryTake()
    {
        if (_ready.TryDequeue(out var ready))
        {
            return ready;
        }

        if (Due <= time.GetTimestamp())
        {
            return _waiting.Dequeue();
        }

        while (!_isRead)
        {
            if (reader.Next() is not { } batch)
            {
                _isRead = true;
                break;
            }

            Begin(batch);
            if (_ready.TryDequeue(out var piece))
            {
                return piece;
            }
        }

        return null;
    }

    private void Begin(PlannedBatch batch)
    {
        if (!_resumed.Remove(batch.Number, out var pieces))
        {
            recorder.Begin(batch, batch.Count);
            _ready.Enqueue(new Piece(batch, 0, batch.Count));
            return;
        }

        recorder.Begin(batch, pieces.Sum(piece => piece.State == PieceState.Done ? 0 : piece.Count));
        foreach (var piece in pieces.Where(piece => piece.State != PieceState.Done))
        {
            _ready.Enqueue(Resume(batch, piece));
        }
    }

    private static Piece Resume(PlannedBatch batch, PieceRecord record)
    {
        var wasInFlight = record.State == PieceState.InFlight;
        return new Piece(batch, record.First, record.Count)
        {
            Attempt = record.Attempt,
            IsDoubtful = wasInFlight,
            IsMarked = wasInFlight,

            // What was put back is marked anew before it is sent again.
            RequestHash = wasInFlight ? record.RequestHash : null,
            Budget = record.Count < batch.Count ? new SplitBudget(batch.Count) : null,
        };
    }
}
