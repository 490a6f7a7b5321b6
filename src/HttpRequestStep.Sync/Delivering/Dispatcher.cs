using System.Threading.RateLimiting;

namespace HttpRequestSteps.Sync;

#pragma warning disable CA1001 // What it opens it closes at the end of its one run.
/// <summary>Sends the batches of a sealed plan: as many at once as allowed, each until it has an outcome. What may have been sent is marked in the ledger before it is.</summary>
internal sealed class Dispatcher(
    RunRecord run, DeliveryPlan plan, SyncState state, RowKeys keys, IHttpRequestStepExecutor executor, SyncLimiter limits, Chance chance, TimeProvider time, IProgress<SyncProgress>? progress, bool isKnown)
{
    private const int RefusalsBeforeHalt = 3;
    private const int FailuresBeforeHalt = 20;
    private const int RejectionsBeforeHalt = 50;

    private static readonly TimeSpan BaseDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<Piece> _ready = [];
    private readonly PriorityQueue<Piece, long> _waiting = new();
    private readonly List<Piece> _refused = [];
    private readonly Dictionary<long, List<PieceRecord>> _resumed = [];
    private readonly BatchProgress _progress = new(run.DoneThrough, run.DoneOffset);
    private readonly RunCounters _counters = run.Counters;
    private readonly DestinationPause _pause = new(chance, time);
    private readonly AdaptiveConcurrency? _adaptive = plan.Definition.AdaptiveConcurrency ? new AdaptiveConcurrency(plan.Concurrency, state.Concurrency(), time) : null;
    private readonly RequestLog _log = new(state, run, plan, keys, executor, time);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PlanReader? _reader;
    private LedgerWriter? _ledger;
    private RateLimiter? _limiter;
    private int _sending;
    private bool _isRead;
    private bool _hasDelivered;
    private int _refusals;
    private int _failures;
    private int _unrenderable;
    private int _rejected;
    private string? _halt;
    private Exception? _fault;

    /// <summary>Why it stopped before its end, or null when it came to it.</summary>
    public string? HaltReason => _halt;

    /// <summary>Whether it stopped since the destination refuses whatever is sent.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Whether the destination took anything in this run.</summary>
    public bool HasDelivered => _hasDelivered;

    public RunCounters Counters => _counters;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _reader = new PlanReader(state.PathOf(run.Plan!), run.DoneThrough, run.DoneOffset, run.Batches);
        _ledger = new LedgerWriter(state, () =>
        {
            var (through, offset) = _progress.Reached;
            state.PutProgress(run.Number, through, offset, _counters);
            limits.Save(state);
            if (_adaptive is not null)
            {
                state.PutConcurrency(_adaptive.Limit);
            }
        });
        _limiter = limits.Through(_ledger);
        try
        {
            await DeliverAllAsync(_ledger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _ledger.DisposeAsync().ConfigureAwait(false);
            _reader.Dispose();
        }

        if (_ledger.Failure is { IsCompletedSuccessfully: true } failure)
        {
            // The last outcomes are not on the disk: they stay in doubt.
            throw Unwritable(await failure.ConfigureAwait(false));
        }
    }

    private async Task DeliverAllAsync(LedgerWriter ledger, CancellationToken cancellationToken)
    {
        foreach (var piece in state.Pieces(run.Number))
        {
            (_resumed.TryGetValue(piece.Batch, out var pieces) ? pieces : _resumed[piece.Batch] = []).Add(piece);
        }

        _hasDelivered = _counters.Added.Delivered + _counters.Changed.Delivered + _counters.Removed.Delivered > 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = new Task[(int)Math.Min(plan.Concurrency, Math.Max(1, run.Batches - run.DoneThrough + _resumed.Count))];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = Task.Run(() => WorkAsync(stop.Token), CancellationToken.None);
        }

        var all = Task.WhenAll(workers);
        if (await Task.WhenAny(all, ledger.Failure).ConfigureAwait(false) != all)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw Unwritable(await ledger.Failure.ConfigureAwait(false));
        }

        await all.ConfigureAwait(false);
        foreach (var (piece, _) in _waiting.UnorderedItems)
        {
            Park(piece);
        }

        if (_fault is { } fault)
        {
            throw new InvalidOperationException($"The run broke off: {fault.GetType().Name}: {fault.Message} The next one goes on.", fault);
        }

        if (_halt is null && !cancellationToken.IsCancellationRequested)
        {
            SettleRefused();
        }

        foreach (var piece in isKnown ? _refused.Where(piece => piece.LastStatus == 403).ToArray() : [])
        {
            // It may be forbidden for these rows alone: they are remembered, and come last in the next run.
            Fail(piece, RowState.Rejected, piece.LastStatus, piece.LastError!);
        }
    }

    private static IOException Unwritable(Exception exception) => new($"The ledger of the sync cannot be written: {exception.Message}", exception);

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } piece)
        {
            try
            {
                await DeliverAsync(piece, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Nothing foreseen: the piece stays marked, and the others end what they have begun.
                _fault ??= exception;
                lock (_lock)
                {
                    _halt ??= exception.Message;
                }
            }
            finally
            {
                lock (_lock)
                {
                    _sending--;
                    Signal();
                }
            }
        }
    }

    /// <summary>The next piece that may be sent now; null when there is none and will be none.</summary>
    private async ValueTask<Piece?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (cancellationToken.IsCancellationRequested || _halt is not null)
                {
                    return null;
                }

                var isFull = _sending >= (_adaptive?.Limit ?? int.MaxValue);
                if (!isFull && TryTake() is { } piece)
                {
                    _sending++;
                    _adaptive?.Begin(_sending);
                    return piece;
                }

                if (_sending == 0 && _waiting.Count == 0)
                {
                    Signal();
                    return null;
                }

                changed = _changed.Task;
                wait = !isFull && _waiting.TryPeek(out _, out var due) ? Until(due) : Timeout.InfiniteTimeSpan;
            }

            await WaitAsync(changed, wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Something is due, or the loop above sees that it is over.
        }
    }

    private Piece? TryTake()
    {
        if (_ready.TryDequeue(out var ready))
        {
            return ready;
        }

        if (_waiting.TryPeek(out var waiting, out var due) && due <= time.GetTimestamp())
        {
            return _waiting.Dequeue();
        }

        while (!_isRead)
        {
            if (_reader!.Next() is not { } batch)
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
            _progress.Begin(batch, batch.Count);
            _ready.Enqueue(new Piece(batch, 0, batch.Count));
            return;
        }

        _progress.Begin(batch, pieces.Sum(piece => piece.State == PieceState.Done ? 0 : piece.Count));
        foreach (var piece in pieces.Where(piece => piece.State != PieceState.Done))
        {
            _ready.Enqueue(new Piece(batch, piece.First, piece.Count)
            {
                Attempt = piece.Attempt,
                IsDoubtful = piece.State == PieceState.InFlight,
                IsMarked = piece.State == PieceState.InFlight,

                // What was put back is marked anew before it is sent again.
                RequestHash = piece.State == PieceState.InFlight ? piece.RequestHash : null,
                Budget = piece.Count < batch.Count ? new SplitBudget(batch.Count) : null,
            });
        }

        // A batch whose pieces are all over must still be counted so.
        _progress.Complete(batch, 0);
    }

    private async Task DeliverAsync(Piece piece, CancellationToken cancellationToken)
    {
        if (!await PauseAsync(cancellationToken).ConfigureAwait(false))
        {
            Park(piece);
            return;
        }

        piece.Attempt++;
        var started = piece.Sent = time.GetTimestamp();
        var wasSent = false;
        StepResult result;
        try
        {
            result = await executor.ExecuteAsync(plan.StepOf(piece.Change), Input(piece, () => wasSent = true), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (RequestChangedException exception)
        {
            Fail(piece, RowState.Ambiguous, null, exception.Message);
            return;
        }

        state.Probe.Reach(SyncPoint.Answered);
        piece.Took = time.GetElapsedTime(piece.Sent);
        await _log.AddAsync(_ledger!, piece, result, time.GetElapsedTime(started)).ConfigureAwait(false);
        Judge(piece, result, wasSent);
    }

    /// <summary>Waits while the destination asked for it. False when the run is over meanwhile.</summary>
    private async Task<bool> PauseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (_pause.IsTooLong)
                {
                    _halt ??= $"The destination asks to come back at {time.GetUtcNow() + _pause.Left:u}; the rows that are left come in the next run.";
                    Signal();
                }

                if (cancellationToken.IsCancellationRequested || _halt is not null)
                {
                    return false;
                }

                wait = Until(_pause.Until);
                if (wait == TimeSpan.Zero)
                {
                    return true;
                }

                changed = _changed.Task;
            }

            await WaitAsync(changed, wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Judge(Piece piece, StepResult result, bool wasSent)
    {
        var outcome = OutcomePolicy.Of(result, piece.Change);
        Count(piece, result, outcome, wasSent);
        switch (outcome)
        {
            case PieceOutcome.Delivered:
                Delivered(piece, result);
                break;
            case PieceOutcome.Rejected:
                Reject(piece, result);
                break;
            case PieceOutcome.TooLarge:
                if (piece.Count > 1)
                {
                    Split(piece, piece.Budget);
                }
                else
                {
                    Fail(piece, RowState.Rejected, result.StatusCode, Message(result));
                }

                break;
            case PieceOutcome.Throttled:
                Throttle(piece, result);
                break;
            case PieceOutcome.Refused:
                Refuse(piece, result);
                break;
            case PieceOutcome.Cancelled:
                break;
            default:
                piece.IsDoubtful |= outcome == PieceOutcome.Ambiguous;
                RetryOrFail(piece, result.StatusCode, Message(result));
                break;
        }
    }

    private void Count(Piece piece, StepResult result, PieceOutcome outcome, bool wasSent)
    {
        lock (_lock)
        {
            _pause.Listen(result);
            Adapt(piece, outcome, wasSent);
            if (outcome is PieceOutcome.Delivered or PieceOutcome.Rejected)
            {
                _pause.Answer();
            }

            if (outcome == PieceOutcome.Rejected)
            {
                _failures = 0;
            }
        }

        wasSent &= result.Failure?.Delivery != DeliveryCertainty.NotSent;
        var isRetry = piece.Attempt > 1 || piece.Waits > 0;
        _ledger!.Write(() =>
        {
            _counters.Sent += wasSent ? 1 : 0;
            _counters.Retries += wasSent && isRetry ? 1 : 0;
            _counters.Of(piece.Change).Requests += isRetry ? 0 : 1;
        });
    }

    private void Adapt(Piece piece, PieceOutcome outcome, bool wasSent)
    {
        if (outcome is PieceOutcome.Throttled or PieceOutcome.Ambiguous or PieceOutcome.Undelivered)
        {
            _adaptive?.Push();
        }
        else if (outcome == PieceOutcome.Delivered && wasSent)
        {
            _adaptive?.Succeed(piece.Took);
        }
    }

    private void Delivered(Piece piece, StepResult result)
    {
        if (plan.Answer is not { } answer || !plan.IsBatch(piece.Change))
        {
            Complete(piece, static _ => new RowOutcome(RowState.Delivered), result.StatusCode);
            return;
        }

        if (answer.Read(result.Body, piece.Change, index => keys.Text(piece, index), piece.Count) is not { } rows)
        {
            piece.IsDoubtful = true;
            RetryOrFail(piece, result.StatusCode, "The answer does not say what became of each row: it does not fit \"batchResponse\".");
            return;
        }

        Complete(piece, index => rows[index], result.StatusCode);
    }

    private void Reject(Piece piece, StepResult result)
    {
        if (result.Failure!.Kind is FailureKind.Template or FailureKind.Invalid && IsUnrenderable(piece, result))
        {
            return;
        }

        if (piece.Count == 1 || !plan.Isolates)
        {
            Fail(piece, RowState.Rejected, result.StatusCode, Message(result));
            return;
        }

        // Two more requests for each halving, and a row that is found has paid for its own.
        var budget = piece.Budget ?? new SplitBudget((2 * System.Numerics.BitOperations.Log2((uint)piece.Count) + 4) * 8);
        if (budget.TrySpend(2))
        {
            Split(piece, budget);
        }
        else
        {
            Fail(piece, RowState.Deferred, result.StatusCode, "The batch was rejected, and too many requests would be needed to find the bad rows: " + Message(result));
        }
    }

    /// <summary>When nothing can be rendered at all, the definition is at fault, and not millions of rows.</summary>
    private bool IsUnrenderable(Piece piece, StepResult result)
    {
        piece.LastError = Message(result);
        lock (_lock)
        {
            if (_hasDelivered || piece[0].IsRetried || ++_unrenderable < FailuresBeforeHalt)
            {
                return false;
            }

            IsRefused = true;
            _halt ??= $"No request can be made of the rows: {piece.LastError}";
            Signal();
            return true;
        }
    }

    private void Split(Piece piece, SplitBudget? budget)
    {
        var half = piece.Count / 2;
        var first = new Piece(piece.Batch, piece.First, half) { Budget = budget, IsDoubtful = piece.IsDoubtful };
        var second = new Piece(piece.Batch, piece.First + half, piece.Count - half) { Budget = budget, IsDoubtful = piece.IsDoubtful };
        var partState = piece.IsDoubtful ? PieceState.InFlight : PieceState.Planned;
        _ledger!.Write(() =>
        {
            state.DeletePiece(run.Number, piece.Batch.Number, piece.First);
            state.PutPiece(run.Number, first.ToRecord(partState));
            state.PutPiece(run.Number, second.ToRecord(partState));
        });
        lock (_lock)
        {
            _ready.Enqueue(first);
            _ready.Enqueue(second);
            Signal();
        }
    }

    private void Throttle(Piece piece, StepResult result)
    {
        piece.Attempt--;
        lock (_lock)
        {
            _pause.Throttle(piece, result);
            if (!_pause.IsEnough(piece))
            {
                _waiting.Enqueue(piece, _pause.Until);
                Signal();
                return;
            }

            if (_pause.IsForAll(piece))
            {
                _halt ??= "The destination asks to wait again and again and takes nothing; the rows that are left come in the next run.";
                Signal();
            }
        }

        Fail(piece, RowState.Deferred, result.StatusCode, $"The destination asked to wait {piece.Waits} times: {Message(result)}");
    }

    private void Refuse(Piece piece, StepResult result)
    {
        if (isKnown && !IsOfCredentials(result))
        {
            // It has taken rows before: what it does not know, or does not let be done, is a matter of these rows.
            Reject(piece, result);
            return;
        }

        piece.LastStatus = result.StatusCode;
        piece.LastError = Message(result);
        lock (_lock)
        {
            if (!_hasDelivered)
            {
                Park(piece);
                _refused.Add(piece);
                if (++_refusals >= RefusalsBeforeHalt)
                {
                    HaltRefused();
                }

                return;
            }

            if (++_refusals >= FailuresBeforeHalt)
            {
                HaltRefused();
            }
        }

        Fail(piece, RowState.Rejected, piece.LastStatus, piece.LastError);
    }

    private static bool IsOfCredentials(StepResult result) => result.Failure!.Kind != FailureKind.Status || result.StatusCode is 401 or 403 or 407 or < 400;

    /// <summary>It was answered, and not taken: nothing of it is in doubt, and whoever goes on may send it as if it never was.</summary>
    private void Park(Piece piece)
    {
        if (!piece.IsDoubtful && piece.IsMarked)
        {
            piece.IsMarked = false;
            piece.RequestHash = null;
            _ledger!.Write(() => state.PutPiece(run.Number, piece.ToRecord(PieceState.Planned)));
        }
    }

    private void HaltRefused()
    {
        IsRefused = true;
        _halt ??= $"The destination refuses whatever is sent: {_refused.LastOrDefault()?.LastError ?? "the last requests were all refused"}";
        Signal();
    }

    /// <summary>Once the destination has taken something, or the plan is at its end, what it refused is a matter of those rows.</summary>
    private void SettleRefused()
    {
        Piece[] refused;
        lock (_lock)
        {
            if (!_hasDelivered && _refused.Count > 0)
            {
                HaltRefused();
                return;
            }

            refused = [.. _refused];
            _refused.Clear();
        }

        foreach (var piece in refused)
        {
            Fail(piece, RowState.Rejected, piece.LastStatus, piece.LastError!);
        }
    }

    private void RetryOrFail(Piece piece, int? status, string error)
    {
        if (piece.Attempt >= plan.Attempts)
        {
            lock (_lock)
            {
                if (++_failures >= FailuresBeforeHalt)
                {
                    _halt ??= $"The destination cannot be reached: {error}";
                    Signal();
                }
            }

            Fail(piece, RowState.Deferred, status, error);
            return;
        }

        lock (_lock)
        {
            _waiting.Enqueue(piece, time.GetTimestamp() + Units(Backoff(piece.Attempt)));
            Signal();
        }
    }

    private void Fail(Piece piece, RowState outcome, int? status, string error)
    {
        if (outcome == RowState.Rejected)
        {
            lock (_lock)
            {
                _rejected += piece.Count;
                if (!_hasDelivered && !isKnown && _rejected >= RejectionsBeforeHalt)
                {
                    IsRefused = true;
                    _halt ??= $"The destination rejects whatever is sent: {error}";
                    Signal();
                }
            }
        }

        Complete(piece, _ => new RowOutcome(outcome, error), status);
    }

    private void Complete(Piece piece, Func<int, RowOutcome> outcomeOf, int? status)
    {
        var delivered = 0;
        for (var i = 0; i < piece.Count; i++)
        {
            delivered += outcomeOf(i).State == RowState.Delivered ? 1 : 0;
        }

        _ledger!.Write(() => Record(piece, outcomeOf, status));
        if (delivered > 0)
        {
            bool isFirst;
            lock (_lock)
            {
                isFirst = !_hasDelivered;
                _hasDelivered = true;
                (_refusals, _failures) = (0, 0);
            }

            if (isFirst)
            {
                SettleRefused();
            }
        }

        progress?.Report(new SyncProgress { Change = piece.Change, Rows = piece.Count, Delivered = delivered });
    }

    private void Record(Piece piece, Func<int, RowOutcome> outcomeOf, int? status)
    {
        var counters = _counters.Of(piece.Change);
        for (var i = 0; i < piece.Count; i++)
        {
            var outcome = outcomeOf(i);
            if (piece.IsDoubtful && outcome.State != RowState.Delivered)
            {
                // A doubt stays, whatever a later attempt was told: an earlier one may have arrived.
                outcome = outcome with { State = RowState.Ambiguous };
            }

            var change = piece[i];
            if (outcome.State == RowState.Delivered)
            {
                counters.Delivered++;
                if (change.IsRetried)
                {
                    state.DeleteFailedRow(change.Key);
                }

                continue;
            }

            counters.Rejected += outcome.State == RowState.Rejected ? 1 : 0;
            counters.Deferred += outcome.State == RowState.Rejected ? 0 : 1;
            state.PutFailedRow(new FailedRowWrite(change, outcome.State, keys.Text(piece, i), piece.Row(i).ToArray(), run.Number, Math.Max(1, piece.Attempt), status, outcome.Error, plan.Definition.Errors?.GiveUpAfter));
        }

        _progress.Complete(piece.Batch, piece.Count);
        if (piece.Batch.Number >= _progress.Reached.Through)
        {
            state.PutPiece(run.Number, piece.ToRecord(PieceState.Done));
        }
    }

    private StepInput Input(Piece piece, Action sent) => PieceInput.Create(piece, plan, keys, run, new StepDelivery
    {
        Now = run.Started,
        Seed = piece.IdempotencyKey(plan.Definition.Name),
        Limiter = _limiter,
        Sending = () => piece.Sent = time.GetTimestamp(),
        BeforeSending = (execution, _) =>
        {
            sent();
            return MarkAsync(piece, execution.Request);
        },
    });

    private ValueTask MarkAsync(Piece piece, RenderedRequest request)
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

    private async Task MarkAsync(Piece piece)
    {
        await _ledger!.WriteAsync(() => state.PutPiece(run.Number, piece.ToRecord(PieceState.InFlight))).ConfigureAwait(false);
        state.Probe.Reach(SyncPoint.Marked);
    }

    /// <summary>Exponential with full jitter.</summary>
    private TimeSpan Backoff(int attempt)
    {
        var most = Math.Min(BaseDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most * chance.NextDouble());
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private long Units(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private TimeSpan Until(long timestamp)
    {
        var now = time.GetTimestamp();
        var left = timestamp - now;
        return timestamp <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000.0 / time.TimestampFrequency));
    }

    private static string Message(StepResult result) => result.Failure?.Message ?? $"Status {result.StatusCode}.";
}
