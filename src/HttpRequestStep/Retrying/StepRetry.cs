using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>Refines how a step is tried again. Nothing is ever retried unasked.</summary>
public sealed record StepRetry
{
    /// <summary>How many attempts in all; the first one counts.</summary>
    /// <value>Default: 3, or one more than there are <see cref="Intervals"/>.</value>
    public int? MaxAttempts { get; init; }

    /// <summary>The waits between attempts, in order (as Persona has them); no jitter.</summary>
    /// <value>Default: none; <see cref="Backoff"/> decides.</value>
    public IReadOnlyList<TimeSpan>? Intervals { get; init; }

    /// <summary>How the wait grows.</summary>
    /// <value>Default: <see cref="RetryBackoff.Exponential"/>.</value>
    public RetryBackoff Backoff { get; init; }

    /// <summary>The first wait.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan? BaseDelay { get; init; }

    /// <summary>The longest wait.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>Whether the wait is drawn at random between nothing and the back-off.</summary>
    /// <value>Default: true.</value>
    public bool? Jitter { get; init; }

    /// <summary>Whether a Retry-After of a 429 or 503 (seconds or date) is the wait, instead of the back-off or interval.</summary>
    /// <value>Default: true.</value>
    public bool? RespectRetryAfter { get; init; }

    /// <summary>The longest Retry-After that is obeyed; a longer one is cut to it.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan? MaxRetryAfter { get; init; }

    /// <summary>Statuses that are retried beside those of the strategy.</summary>
    /// <value>Default: none.</value>
    public StatusSet? Statuses { get; init; }

    /// <summary>Statuses that are never retried.</summary>
    /// <value>Default: none.</value>
    public StatusSet? ExceptStatuses { get; init; }

    /// <summary>Which methods may be retried.</summary>
    /// <value>Default: <see cref="RetryMethods.All"/>: the definition asked for the retry.</value>
    public RetryMethods Methods { get; init; }
}
