using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>When a request that failed is made again. Rows that stay undelivered come back in every run until they succeed.</summary>
public sealed record SyncErrors
{
    /// <summary>Whether it is tried again within the run.</summary>
    /// <value>Default: <see cref="SyncRetry.Immediately"/>.</value>
    public SyncRetry Retry { get; init; }

    /// <summary>How often a request is made within a run; the first counts. Being told to wait (429, 503 with Retry-After) does not.</summary>
    /// <value>Default: 3; 1 with <see cref="SyncRetry.NextRun"/>.</value>
    public int? Attempts { get; init; }

    /// <summary>How long a row is tried, from its first failure on; then it stays in the list of failed rows until it is asked for again or its source row changes.</summary>
    /// <value>Default: for ever.</value>
    public TimeSpan? GiveUpAfter { get; init; }
}

/// <summary>When a failed request is made again.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SyncRetry>))]
public enum SyncRetry
{
    /// <summary>In the same run, after a growing wait.</summary>
    Immediately,

    /// <summary>In the next run.</summary>
    NextRun,
}

/// <summary>What the first run of a sync does with the rows it finds.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FirstRun>))]
public enum FirstRun
{
    /// <summary>They are all added.</summary>
    Backfill,

    /// <summary>They are taken as known; nothing is sent.</summary>
    Skip,
}

/// <summary>What two rows with the same key mean.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DuplicateKeys>))]
public enum DuplicateKeys
{
    /// <summary>The run ends before anything is sent.</summary>
    Fail,

    /// <summary>The first row counts.</summary>
    First,

    /// <summary>The last row counts.</summary>
    Last,
}
