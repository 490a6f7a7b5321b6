using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>A row that is not delivered.</summary>
public sealed record SyncFailedRow
{
    /// <summary>Its primary key, as text.</summary>
    public required string Key { get; init; }

    /// <summary>What was to be told of it.</summary>
    public ChangeKind Change { get; init; }

    /// <summary>What is known of it.</summary>
    public SyncRowState State { get; init; }

    /// <summary>The status of the last answer; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>How often it was tried, over all runs.</summary>
    public int Attempts { get; init; }

    /// <summary>When it failed first.</summary>
    public DateTimeOffset FirstFailed { get; init; }

    /// <summary>When it failed last.</summary>
    public DateTimeOffset LastFailed { get; init; }

    /// <summary>Whether it is left alone until it is asked for or its source row changes (<see cref="SyncErrors.GiveUpAfter"/>).</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>The row as it was to be sent; the secrets of a row are the host's to keep.</summary>
    public IReadOnlyDictionary<string, object?>? Row { get; init; }
}

/// <summary>What is known of a row that is not delivered.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SyncRowState>))]
public enum SyncRowState
{
    /// <summary>The destination refused it.</summary>
    Rejected,

    /// <summary>It did not get there.</summary>
    Deferred,

    /// <summary>It was sent, and whether it arrived is not known.</summary>
    Ambiguous,
}
