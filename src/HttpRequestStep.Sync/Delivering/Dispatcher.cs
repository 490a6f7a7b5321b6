using System.Threading.RateLimiting;

namespace HttpRequestSteps.Sync;

/// <summary>Sends the batches of a sealed plan: as many at once as allowed, each until it has an outcome.</summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private static readonly TimeSpan BaseDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Piece> _refused = [];
    private readonly RunRecord _run;
    private readonly DeliveryPlan _plan;
    private readonly SyncState _state;
    private readonly RowKeys _keys;
    private readonly IHttpRequestStepExecutor _executor;
    private readonly SyncObservation _observation;
    private readonly Chance _chance;
    private readonly TimeProvider _time;
    private readonly HaltRules _halt;
    private readonly DestinationPause _pause;
    private readonly AdaptiveConcurrency? _adaptive;
    private readonly RequestLog _log;
    private readonly PieceRecorder _recorder;
    private readonly PieceQueue _queue;
    private readonly RateLimiter _limiter;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sending;
    private long _toldPause = long.MinValue;
    private Exception? _fault;

    private Dispatcher(DeliveryParts parts, bool isKnown, PlanReader reader)
    {
        (_run, _plan, _state, _keys, _executor) = (parts.Run, parts.Plan, parts.State, parts.Keys, parts.Executor);
        (_observation, _chance, _time) = (parts.Observation, parts.Chance, parts.Time);
        var counters = _run.Counters;
        _halt = new HaltRules(counters.Added.Delivered + counters.Changed.Delivered + counters.Removed.Delivered > 0, isKnown);
        _pause = new DestinationPause(_chance, _time);
        _adaptive = _plan.Definition.AdaptiveConcurrency ? new AdaptiveConcurrency(_plan.Concurrency, _state.Concurrency(), _time) : null;
        _log = new RequestLog(_state, _run, _plan, _keys, _executor, _time);
        var resumed = _state.Pieces(_run.Number);
        _recorder = new PieceRecorder(_run, _plan, _state, _keys, () =>
        {
            parts.Limits.Save(_state);
            if (_adaptive is not null)
            {
                _state.PutConcurrency(_adaptive.Limit);
            }
        });
        _queue = new PieceQueue(reader, _recorder, resumed, _time);
        _limiter = new ObservedRateLimiter(parts.Limits.Through(_recorder.Ledger), parts.Limits.Rate, _observation, _time);
    }

    /// <summary>Sends what the plan of a run still holds.</summary>
    /// <param name="parts">What it takes.</param>
    /// <param name="isKnown">Whether the destination has taken rows in an earlier run.</param>
    /// <param name="cancellationToken">Cancels; what is under way stays marked.</param>
    /// <returns>Whether, and why, it stopped before its end.</returns>
    public static async Task<HaltRules> RunAsync(DeliveryParts parts, bool isKnown, CancellationToken cancellationToken)
    {
        using var reader = new PlanReader(parts.State.PathOf(parts.Run.Plan!), parts.Run.DoneThrough, parts.Run.DoneOffset, parts.Run.Batches);
        var dispatcher = new Dispatcher(parts, isKnown, reader);
        var ledger = dispatcher._recorder.Ledger;
        try
        {
            await dispatcher.DeliverAllAsync(ledger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await dispatcher.DisposeAsync().ConfigureAwait(false);
        }

        // If the last outcomes are not on the disk, they stay in doubt.
        return ledger.Failure is { IsCompletedSuccessfully: true } failure ? throw Unwritable(await failure.ConfigureAwait(false)) : dispatcher._halt;
    }

    /// <summary>Waits until every outcome is written.</summary>
    public ValueTask DisposeAsync() => _recorder.DisposeAsync();

    private async Task DeliverAllAsync(LedgerWriter ledger, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = new Task[Workers()];
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
        foreach (var piece in _queue.Waiting)
        {
            _recorder.PutBack(piece);
        }

        if (_fault is { } fault)
        {
            throw new InvalidOperationException($"The run broke off: {fault.GetType().Name}: {fault.Message} The next one goes on.", fault);
        }

        if (_halt.Reason is null && !cancellationToken.IsCancellationRequested)
        {
            SettleRefused();
        }

        foreach (var piece in _halt.IsKnown ? _refused.Where(piece => piece.LastStatus == 403).ToArray() : [])
        {
            // It may be forbidden for these rows alone: they are remembered, and come last in the next run.
            Fail(piece, RowState.Rejected, piece.LastStatus, piece.LastError!);
        }
    }

    // A batch that is split makes more pieces than there were batches.
    private int Workers() => (int)Math.Min(_plan.Concurrency, Math.Max(1, (_run.Batches - _run.DoneThrough) * BatchSize.Default.Rows));

    private static Exception Unwritable(Exception exception) => exception is StateWriteException or CorruptStateException ? exception : new IOException($"The ledger of the sync cannot be written: {exception.Message}", exception);

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
                    _halt.Stop(exception.Message);
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
                if (cancellationToken.IsCancellationRequested || _halt.Reason is not null)
                {
                    return null;
                }

                var isFull = _sending >= (_adaptive?.Limit ?? int.MaxValue);
                if (!isFull && _queue.TryTake() is { } piece)
                {
                    _sending++;
                    _adaptive?.Begin(_sending);
                    return piece;
                }

                if (_sending == 0 && !_queue.HasWaiting)
                {
                    Signal();
                    return null;
                }

                changed = _changed.Task;
                wait = !isFull && _queue.Due is { } due ? Until(due) : Timeout.InfiniteTimeSpan;
            }

            await WaitAsync(changed, wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Something is due, or the loop above sees that it is over.
        }
    }

    private async Task DeliverAsync(Piece piece, CancellationToken cancellationToken)
    {
        if (!await PauseAsync(cancellationToken).ConfigureAwait(false))
        {
            _recorder.PutBack(piece);
            return;
        }

        piece.Attempt++;
        var started = piece.Sent = _time.GetTimestamp();
        var wasSent = false;
        StepResult result;
        try
        {
            result = await _executor.ExecuteAsync(_plan.StepOf(piece.Change), Input(piece, () => wasSent = true), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (RequestChangedException exception)
        {
            Complete(piece, _ => new RowOutcome(RowState.Ambiguous, exception.Message) { NeedsNewKey = true }, null);
            return;
        }

        _state.Probe.Reach(SyncPoint.Answered);
        piece.Took = _time.GetElapsedTime(piece.Sent);
        await _log.AddAsync(_recorder.Ledger, piece, result, _time.GetElapsedTime(started)).ConfigureAwait(false);
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
                    _halt.Stop($"The destination asks to come back at {_time.GetUtcNow() + _pause.Left:u}; the rows that are left come in the next run.");
                    Signal();
                }

                if (cancellationToken.IsCancellationRequested || _halt.Reason is not null)
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
                TellPause();
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
                _halt.CountAnswer();
            }
        }

        TellPause();
        var isSent = wasSent && result.Failure?.Delivery != DeliveryCertainty.NotSent;
        _recorder.Count(piece, isSent);
        if (isSent)
        {
            _observation.Sent(piece.Change);
        }
    }

    /// <summary>A pause is told once, whoever was asked for it.</summary>
    private void TellPause()
    {
        TimeSpan pause;
        lock (_lock)
        {
            if (_pause.Until <= _toldPause || _pause.Left == TimeSpan.Zero)
            {
                return;
            }

            (pause, _toldPause) = (_pause.Left, _pause.Until);
        }

        _observation.Paused(pause);
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
        if (_plan.Answer is not { } answer || !_plan.IsBatch(piece.Change))
        {
            Complete(piece, static _ => new RowOutcome(RowState.Delivered), result.StatusCode);
            return;
        }

        if (answer.Read(result.Body, piece.Change, index => _keys.Text(piece, index), piece.Count) is not { } rows)
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

        if (piece.Count == 1 || !_plan.Isolates)
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

    private bool IsUnrenderable(Piece piece, StepResult result)
    {
        lock (_lock)
        {
            var stops = _halt.CountUnrenderable(piece[0].IsRetried, Message(result));
            Signal();
            return stops;
        }
    }

    private void Split(Piece piece, SplitBudget? budget)
    {
        var half = piece.Count / 2;
        var first = new Piece(piece.Batch, piece.First, half) { Budget = budget, IsDoubtful = piece.IsDoubtful };
        var second = new Piece(piece.Batch, piece.First + half, piece.Count - half) { Budget = budget, IsDoubtful = piece.IsDoubtful };
        _recorder.Split(piece, first, second);
        lock (_lock)
        {
            _queue.Add(first);
            _queue.Add(second);
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
                _queue.AddLater(piece, _pause.Until);
                Signal();
                return;
            }

            if (_pause.IsForAll(piece))
            {
                _halt.Stop("The destination asks to wait again and again and takes nothing; the rows that are left come in the next run.");
                Signal();
            }
        }

        Fail(piece, RowState.Deferred, result.StatusCode, $"The destination asked to wait {piece.Waits} times: {Message(result)}");
    }

    private void Refuse(Piece piece, StepResult result)
    {
        if (_halt.IsKnown && !IsOfCredentials(result))
        {
            // It has taken rows before: what it does not know, or does not let be done, is a matter of these rows.
            Reject(piece, result);
            return;
        }

        piece.LastStatus = result.StatusCode;
        piece.LastError = Message(result);
        lock (_lock)
        {
            _halt.CountRefusal(piece.LastError);
            Signal();
            if (!_halt.HasDelivered)
            {
                _recorder.PutBack(piece);
                _refused.Add(piece);
                return;
            }
        }

        Fail(piece, RowState.Rejected, piece.LastStatus, piece.LastError);
    }

    private static bool IsOfCredentials(StepResult result) => result.Failure!.Kind != FailureKind.Status || result.StatusCode is 401 or 403 or 407 or < 400;

    /// <summary>Once the destination has taken something, or the plan is at its end, what it refused is a matter of those rows.</summary>
    private void SettleRefused()
    {
        Piece[] refused;
        lock (_lock)
        {
            if (!_halt.HasDelivered && _refused is [.., var last])
            {
                _halt.Refuse($"The destination refuses whatever is sent: {last.LastError}");
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
        if (piece.Attempt >= _plan.Attempts)
        {
            lock (_lock)
            {
                _halt.CountFailure(error);
                Signal();
            }

            Fail(piece, RowState.Deferred, status, error);
            return;
        }

        lock (_lock)
        {
            _queue.AddLater(piece, _time.GetTimestamp() + Units(Backoff(piece.Attempt)));
            Signal();
        }
    }

    private void Fail(Piece piece, RowState outcome, int? status, string error)
    {
        if (outcome == RowState.Rejected)
        {
            lock (_lock)
            {
                _halt.CountRejection(piece.Count, error);
                Signal();
            }
        }

        Complete(piece, _ => new RowOutcome(outcome, error), status);
    }

    private void Complete(Piece piece, Func<int, RowOutcome> outcomeOf, int? status)
    {
        Span<int> rowsOf = stackalloc int[4];
        for (var i = 0; i < piece.Count; i++)
        {
            var rowState = outcomeOf(i).State;
            rowsOf[(int)(piece.IsDoubtful && rowState != RowState.Delivered ? RowState.Ambiguous : rowState)]++;
        }

        _recorder.Complete(piece, outcomeOf, status);
        if (rowsOf[(int)RowState.Delivered] > 0)
        {
            bool isFirst;
            lock (_lock)
            {
                isFirst = _halt.Deliver();
            }

            if (isFirst)
            {
                SettleRefused();
            }
        }

        _observation.Completed(piece.Change, rowsOf);
    }

    private StepInput Input(Piece piece, Action sent) => PieceInput.Create(piece, _plan, _keys, _run, new StepDelivery
    {
        Now = _run.Started,
        Seed = piece.IdempotencyKey(_plan.Definition.Name),
        Limiter = _limiter,
        Sending = () => piece.Sent = _time.GetTimestamp(),
        BeforeSending = (execution, _) =>
        {
            sent();
            return _recorder.MarkAsync(piece, execution.Request);
        },
    });

    /// <summary>Exponential with full jitter.</summary>
    private TimeSpan Backoff(int attempt)
    {
        var most = Math.Min(BaseDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(most * _chance.NextDouble());
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private long Units(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private TimeSpan Until(long timestamp)
    {
        var now = _time.GetTimestamp();
        var left = timestamp - now;
        return timestamp <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000.0 / _time.TimestampFrequency));
    }

    private static string Message(StepResult result) => result.Failure?.Message ?? $"Status {result.StatusCode}.";
}
