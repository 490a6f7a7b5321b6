using Polly;
using Polly.CircuitBreaker;

namespace HttpRequestSteps;

/// <summary>The circuit of one connection, kept by Polly: closed, open, or half open with one request on trial.</summary>
internal sealed class Circuit
{
    private const double DefaultFailureRatio = 0.5;
    private const int DefaultMinimumThroughput = 10;

    private static readonly TimeSpan DefaultSamplingDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultBreakDuration = TimeSpan.FromSeconds(15);

    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<CircuitOutcome> _pipeline;
    private readonly TimeProvider _time;
    private readonly TimeSpan _break;
    private long _retryAt;

    /// <param name="settings">When it opens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Is told when it opens, and for how long, and when it closes.</param>
    public Circuit(CircuitBreaker settings, TimeProvider time, Action<bool, TimeSpan> changed)
    {
        Settings = settings;
        _time = time;
        _break = settings.BreakDuration ?? DefaultBreakDuration;
        _pipeline = new ResiliencePipelineBuilder<CircuitOutcome> { TimeProvider = time }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<CircuitOutcome>
        {
            FailureRatio = settings.FailureRatio ?? DefaultFailureRatio,
            MinimumThroughput = settings.MinimumThroughput ?? DefaultMinimumThroughput,
            SamplingDuration = settings.SamplingDuration ?? DefaultSamplingDuration,
            BreakDuration = _break,
            StateProvider = _state,
            ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
            OnOpened = _ =>
            {
                Block();
                changed(true, _break);
                return default;
            },
            OnHalfOpened = _ =>
            {
                Block();
                return default;
            },
            OnClosed = _ =>
            {
                changed(false, default);
                return default;
            },
        }).Build();
    }

    public CircuitBreaker Settings { get; }

    /// <summary>When the next request is let through on trial, if the circuit is not closed by then.</summary>
    public DateTimeOffset RetryAt => new(Volatile.Read(ref _retryAt), TimeSpan.Zero);

    /// <summary>Sends, if the circuit lets it through.</summary>
    /// <returns>What became of it; null when nothing was sent.</returns>
    public async ValueTask<CircuitOutcome?> TryAsync(Func<ValueTask<CircuitOutcome>> send, CancellationToken cancellationToken)
    {
        if (_state.CircuitState != CircuitState.Closed)
        {
            return await ThroughAsync(send, cancellationToken).ConfigureAwait(false);
        }

        // Polly counts all that it runs, as a failure or else as a success: it is told of what there is to count.
        var outcome = await send().ConfigureAwait(false);
        if (outcome.News != CircuitNews.None && _state.CircuitState == CircuitState.Closed)
        {
            await ThroughAsync(() => ValueTask.FromResult(outcome), CancellationToken.None).ConfigureAwait(false);
        }

        return outcome;
    }

    private async ValueTask<CircuitOutcome?> ThroughAsync(Func<ValueTask<CircuitOutcome>> send, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var outcome = await _pipeline.ExecuteOutcomeAsync(static async (_, send) => Outcome.FromResult(await send().ConfigureAwait(false)), context, send).ConfigureAwait(false);
            if (outcome.Exception is BrokenCircuitException)
            {
                return null;
            }

            outcome.ThrowIfException();
            return outcome.Result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>A trial that told nothing must not close the circuit; it stays open, and there will be another.</summary>
    private bool IsFailure(Outcome<CircuitOutcome> outcome) => outcome.Exception is null && outcome.Result.News != CircuitNews.None
        ? outcome.Result.News == CircuitNews.Bad
        : _state.CircuitState == CircuitState.HalfOpen;

    private void Block() => Volatile.Write(ref _retryAt, (_time.GetUtcNow() + _break).UtcTicks);
}
