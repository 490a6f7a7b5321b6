using System.Globalization;
using System.Net;
using Polly;
using Polly.Retry;

namespace HttpRequestSteps;

/// <summary>How one step is tried again: the strategy, its refinements, and the Polly pipeline made of them.</summary>
internal sealed class RetryPlan
{
    private const int DefaultMaxAttempts = 3;

    private static readonly TimeSpan DefaultBaseDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultMaxRetryAfter = TimeSpan.FromMinutes(5);

    private readonly IRetryStrategy _strategy;
    private readonly StepRetry _refinements;
    private readonly TimeProvider _time;
    private readonly Chance _chance;

    public RetryPlan(IRetryStrategy strategy, StepRetry? refinements, bool retries, TimeProvider time, Chance chance)
    {
        _strategy = strategy;
        _refinements = refinements ?? new StepRetry();
        _time = time;
        _chance = chance;
        MaxAttempts = !retries ? 1 : _refinements.MaxAttempts ?? (_refinements.Intervals is { } intervals ? intervals.Count + 1 : DefaultMaxAttempts);
        Pipeline = MaxAttempts <= 1 ? ResiliencePipeline<AttemptVerdict>.Empty : CreatePipeline();
    }

    public int MaxAttempts { get; }

    public ResiliencePipeline<AttemptVerdict> Pipeline { get; }

    /// <summary>Whether an attempt is followed by another, after which wait, and why.</summary>
    public AttemptVerdict Judge(in AttemptOutcome outcome, IReadOnlyList<string> retryAfter, DateTimeOffset? responseDate, bool hasIdempotencyKey, TimeSpan? remaining)
    {
        if (outcome.Kind is null || outcome.Number >= MaxAttempts || outcome.IsHopeless || !Wants(outcome) || !MayRepeat(outcome, hasIdempotencyKey))
        {
            return AttemptVerdict.Final;
        }

        var asked = Asked(outcome, retryAfter, responseDate);
        var longest = _refinements.MaxRetryAfter ?? DefaultMaxRetryAfter;
        var delay = asked is null ? Backoff(outcome.Number) : asked < longest ? asked.Value : longest;
        if (remaining is { } left && delay >= left)
        {
            return asked is null ? AttemptVerdict.Final : new AttemptVerdict(false, default, null, _time.GetUtcNow() + asked.Value);
        }

        return new AttemptVerdict(true, delay, Reason(outcome, asked, longest), null);
    }

    private bool Wants(in AttemptOutcome outcome)
    {
        if (outcome.Kind == FailureKind.Status && outcome.StatusCode is { } status)
        {
            if (_refinements.ExceptStatuses?.Contains(status) == true)
            {
                return false;
            }

            if (_refinements.Statuses?.Contains(status) == true)
            {
                return true;
            }
        }

        return _strategy.ShouldRetry(outcome);
    }

    private bool MayRepeat(in AttemptOutcome outcome, bool hasIdempotencyKey) =>
        _refinements.Methods == RetryMethods.All || hasIdempotencyKey || outcome.Delivery == DeliveryCertainty.NotSent || IsIdempotent(outcome.Method);

    public static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Put || method == HttpMethod.Delete;

    private TimeSpan? Asked(in AttemptOutcome outcome, IReadOnlyList<string> retryAfter, DateTimeOffset? responseDate)
    {
        if (_refinements.RespectRetryAfter == false || outcome.StatusCode is not ((int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.ServiceUnavailable))
        {
            return null;
        }

        // "Now" is no invitation to hammer: the back-off then decides.
        return RetryAfter.Parse(retryAfter, _time.GetUtcNow(), responseDate) is { } wait && wait > TimeSpan.Zero ? wait : null;
    }

    private TimeSpan Backoff(int number)
    {
        if (_refinements.Intervals is { Count: > 0 } intervals)
        {
            return intervals[Math.Min(number - 1, intervals.Count - 1)];
        }

        var first = _refinements.BaseDelay ?? DefaultBaseDelay;
        var longest = _refinements.MaxDelay ?? DefaultMaxDelay;
        var wait = _refinements.Backoff switch
        {
            RetryBackoff.None => TimeSpan.Zero,
            RetryBackoff.Constant => first,
            _ => first * Math.Pow(2, Math.Min(number - 1, 30)),
        };
        wait = wait < longest ? wait : longest;
        return _refinements.Jitter == false ? wait : wait * _chance.NextDouble();
    }

    private static string Reason(in AttemptOutcome outcome, TimeSpan? asked, TimeSpan longest)
    {
        var reason = outcome.Kind == FailureKind.Status
            ? string.Create(CultureInfo.InvariantCulture, $"status {outcome.StatusCode}")
            : char.ToLowerInvariant(outcome.Kind.ToString()![0]) + outcome.Kind.ToString()![1..];
        if (asked is null)
        {
            return reason;
        }

        return asked > longest
            ? string.Create(CultureInfo.InvariantCulture, $"{reason}, Retry-After {asked.Value.TotalSeconds:0} s shortened to maxRetryAfter")
            : reason + ", Retry-After";
    }

    private ResiliencePipeline<AttemptVerdict> CreatePipeline()
    {
        var builder = new ResiliencePipelineBuilder<AttemptVerdict> { TimeProvider = _time };
        return builder.AddRetry(new RetryStrategyOptions<AttemptVerdict>
        {
            MaxRetryAttempts = MaxAttempts - 1,
            Delay = TimeSpan.Zero,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result.Retry),
            DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Result.Delay),
        }).Build();
    }
}
