using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>What a run has done.</summary>
public sealed record SyncReport
{
    /// <summary>The name of the sync.</summary>
    public required string Sync { get; init; }

    /// <summary>The id of the run; null when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? RunId { get; init; }

    /// <summary>How it ended.</summary>
    public required SyncOutcome Outcome { get; init; }

    /// <summary>Why it did not succeed, for the person who configured it.</summary>
    /// <value>Default: none.</value>
    public string? Message { get; init; }

    /// <summary>Every error of an invalid definition.</summary>
    /// <value>Default: empty.</value>
    [JsonIgnore]
    public IReadOnlyList<DefinitionError> Errors { get; init; } = [];

    /// <summary>Whether a guard stopped it before its first request.</summary>
    [JsonIgnore]
    public bool IsGuarded { get; init; }

    /// <summary>Whether it was a dry run: nothing was sent, nothing was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DryRun { get; init; }

    /// <summary>What was found in the source.</summary>
    public SyncRowCounts Rows { get; init; } = new();

    /// <summary>What became of the rows, by trigger: <c>added</c>, <c>changed</c>, <c>removed</c>; only those that the definition has. In a dry run the requests that would be made.</summary>
    public IReadOnlyDictionary<string, SyncTriggerCounts> Triggers { get; init; } = new Dictionary<string, SyncTriggerCounts>();

    /// <summary>The requests that went over the wire.</summary>
    public SyncRequestCounts Requests { get; init; } = new();

    /// <summary>The rows that are not delivered, of this run and of earlier ones.</summary>
    public long PendingRows { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>The first requests of each trigger, in a dry run.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<SyncSample>? Samples { get; init; }

    /// <summary>The report as indented JSON (DEFINITIONS section 4).</summary>
    public string ToJson() => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(this, SyncJsonContext.Report.SyncReport));
}

/// <summary>The requests of a run.</summary>
public sealed record SyncRequestCounts
{
    /// <summary>All of them, retries among them.</summary>
    public long Sent { get; init; }

    /// <summary>Those that repeated another.</summary>
    public long Retries { get; init; }
}

/// <summary>A request that a run would make, secrets redacted.</summary>
public sealed record SyncSample
{
    /// <summary>The trigger.</summary>
    public required ChangeKind Trigger { get; init; }

    /// <summary>The rows in it.</summary>
    public required int Rows { get; init; }

    /// <summary>The method.</summary>
    /// <value>Default: none, when it cannot be rendered.</value>
    public string? Method { get; init; }

    /// <summary>The URL.</summary>
    /// <value>Default: none, when it cannot be rendered.</value>
    public string? Url { get; init; }

    /// <summary>The body as text, cut after 4 kB.</summary>
    /// <value>Default: none.</value>
    public string? Body { get; init; }

    /// <summary>Why it cannot be rendered.</summary>
    /// <value>Default: none.</value>
    public string? Error { get; init; }
}
