namespace HttpRequestSteps.Sync;

/// <summary>Records in the ledger what becomes of pieces, in the order in which it is told, and what the run has come to with every commit.</summary>
internal sealed class PieceRecorder : IAsyncDisposable
{
    private readonly RunRecord _run;
    private readonly SyncState _state;
    private readonly RowKeys _keys;
    private readonly TimeSpan? _giveUpAfter;
    private readonly BatchProgress _progress;

    public PieceRecorder(RunRecord run, DeliveryPlan plan, SyncState state, RowKeys keys, Action beforeCommit)
    {
        _run = run;
        _state = state;
        _keys = keys;
        _giveUpAfter = plan.Definition.Errors?.GiveUpAfter;
        _progress = new BatchProgress(run.DoneThrough, run.DoneOffset);
        Ledger = new LedgerWriter(state, () =>
        {
            var (through, offset) = _progress.Reached;
            state.PutProgress(run.Number, through, offset, run.Counters);
            beforeCommit();
        });
    }

    public LedgerWriter Ledger { get; }

    /// <summary>A batch of the plan begins, with so many rows that have no outcome.</summary>
    public void Begin(PlannedBatch batch, int rows)
    {
        _progress.Begin(batch, rows);

        // One whose pieces are all over must still be counted so.
        _progress.Complete(batch, 0);
    }

    /// <summary>Marks a piece as one that may have been sent; until that is on the disk no byte of it is.</summary>
    /// <exception cref="RequestChangedException">It may have been sent before, and was another request then.</exception>
    public ValueTask MarkAsync(Piece piece, RenderedRequest request)
    {
        var hash = RequestHash.Of(request);
        if (piece.RequestHash is { } known && known != hash && piece.IsDoubtful)
        {
            throw new RequestChangedException();
        }

        if (piece.IsMarked && piece.RequestHash == hash)
        {
            // It is on the disk already.
            return ValueTask.CompletedTask;
        }

        piece.RequestHash = hash;
        piece.IsMarked = true;
        return new ValueTask(MarkAsync(piece));
    }

    /// <summary>It was answered, and not taken: nothing of it is in doubt, and whoever goes on may send it as if it never was.</summary>
    public void PutBack(Piece piece)
    {
        if (!piece.IsDoubtful && piece.IsMarked)
        {
            piece.IsMarked = false;
            piece.RequestHash = null;
            var record = piece.ToRecord(PieceState.Planned);
            Ledger.Write(() => _state.PutPiece(_run.Number, record));
        }
    }

    /// <summary>A piece is two from now on.</summary>
    public void Split(Piece piece, Piece first, Piece second)
    {
        var partState = piece.IsDoubtful ? PieceState.InFlight : PieceState.Planned;
        Ledger.Write(() =>
        {
            _state.DeletePiece(_run.Number, piece.Batch.Number, piece.First);
            _state.PutPiece(_run.Number, first.ToRecord(partState));
            _state.PutPiece(_run.Number, second.ToRecord(partState));
        });
    }

    /// <summary>A request was made, if nothing kept it from the wire.</summary>
    public void Count(Piece piece, bool wasSent)
    {
        var isRetry = piece.Attempt > 1 || piece.Waits > 0;
        Ledger.Write(() =>
        {
            _run.Counters.Sent += wasSent ? 1 : 0;
            _run.Counters.Retries += wasSent && isRetry ? 1 : 0;
            _run.Counters.Of(piece.Change).Requests += isRetry ? 0 : 1;
        });
    }

    /// <summary>Every row of a piece has its outcome.</summary>
    public void Complete(Piece piece, Func<int, RowOutcome> outcomeOf, int? status) => Ledger.Write(() =>
    {
        for (var i = 0; i < piece.Count; i++)
        {
            Record(piece, i, outcomeOf(i), status);
        }

        _progress.Complete(piece.Batch, piece.Count);
        if (piece.Batch.Number >= _progress.Reached.Through)
        {
            _state.PutPiece(_run.Number, piece.ToRecord(PieceState.Done));
        }
    });

    /// <summary>Waits until all is written.</summary>
    public ValueTask DisposeAsync() => Ledger.DisposeAsync();

    private void Record(Piece piece, int index, RowOutcome outcome, int? status)
    {
        var counters = _run.Counters.Of(piece.Change);
        var change = piece[index];
        if (outcome.State == RowState.Delivered)
        {
            counters.Delivered++;
            if (change.IsRetried)
            {
                _state.DeleteFailedRow(change.Key);
            }

            return;
        }

        // A doubt stays, whatever a later attempt was told: an earlier one may have arrived.
        var rowState = piece.IsDoubtful ? RowState.Ambiguous : outcome.State;
        counters.Rejected += rowState == RowState.Rejected ? 1 : 0;
        counters.Deferred += rowState == RowState.Rejected ? 0 : 1;
        _state.PutFailedRow(new FailedRowWrite(
            outcome.NeedsNewKey ? change with { FirstRun = -_run.Number } : change, rowState, _keys.Text(piece, index), piece.Row(index).ToArray(), _run.Number, Math.Max(1, piece.Attempt), status, outcome.Error, _giveUpAfter));
    }

    private async Task MarkAsync(Piece piece)
    {
        await Ledger.WriteAsync(() => _state.PutPiece(_run.Number, piece.ToRecord(PieceState.InFlight))).ConfigureAwait(false);
        _state.Probe.Reach(SyncPoint.Marked);
    }
}
