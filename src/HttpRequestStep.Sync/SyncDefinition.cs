namespace HttpRequestSteps.Sync;

/// <summary>Rows of a source, and what is sent when they are added, changed or removed.</summary>
/// <remarks>Immutable, and equally at home written in C# and read from JSON (<see cref="SyncReader"/>). Format: <c>docs/schemas/sync.v1.json</c>.</remarks>
public sealed record SyncDefinition
{
    /// <summary>The name its state is kept under: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the sync is for, in the author's words.</summary>
    /// <value>Default: none.</value>
    public string? Description { get; init; }

    /// <summary>Where the rows come from.</summary>
    public required SyncSource Source { get; init; }

    /// <summary>The column, or the columns together, that tell one row from another. Never null in a row.</summary>
    public required KeyColumns PrimaryKey { get; init; }

    /// <summary>Which columns make a row changed.</summary>
    /// <value>Default: all.</value>
    public ComparedColumns? Columns { get; init; }

    /// <summary>The connection of the steps that name none.</summary>
    /// <value>Default: none.</value>
    public string? Connection { get; init; }

    /// <summary>What is sent. At least one.</summary>
    public required SyncTriggers Triggers { get; init; }

    /// <summary>How many requests may be made, retries among them, and how many may be under way.</summary>
    /// <value>Default: 1000 a second, 100 at once.</value>
    public RateLimits? RateLimit { get; init; }

    /// <summary>Whether the number of requests under way follows what the destination can take, up to the <c>concurrency</c> of <see cref="RateLimit"/>, or 200.</summary>
    /// <value>Default: false; it is fixed.</value>
    public bool AdaptiveConcurrency { get; init; }

    /// <summary>When failed requests are made again.</summary>
    /// <value>Default: at once, 3 attempts.</value>
    public SyncErrors? Errors { get; init; }

    /// <summary>Where the answer to a batch says what became of each row.</summary>
    /// <value>Default: the status counts for all rows of the batch.</value>
    public BatchResponse? BatchResponse { get; init; }

    /// <summary>Whether a batch that is rejected is split until the bad rows stand alone.</summary>
    /// <value>Default: true.</value>
    public bool? IsolateFailures { get; init; }

    /// <summary>What the first run does with the rows it finds.</summary>
    /// <value>Default: <see cref="FirstRun.Backfill"/>.</value>
    public FirstRun FirstRun { get; init; }

    /// <summary>What stops a run before its first request.</summary>
    /// <value>Default: when it would remove more than 25 % of the known rows, and at least 1000.</value>
    public SyncGuard? Guard { get; init; }

    /// <summary>What two rows with the same key mean.</summary>
    /// <value>Default: <see cref="DuplicateKeys.Fail"/>.</value>
    public DuplicateKeys DuplicateKeys { get; init; }

    /// <summary><c>auto</c> or <c>off</c>: whether POST and PATCH carry an <c>Idempotency-Key</c>, the same for the same rows in every attempt and run.</summary>
    /// <value>Default: <c>auto</c>.</value>
    public SyncIdempotencyKey IdempotencyKey { get; init; }
}
