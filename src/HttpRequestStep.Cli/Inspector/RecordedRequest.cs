namespace HttpRequestSteps.Cli;

/// <summary>A request as it came over the wire.</summary>
internal sealed record RecordedRequest
{
    /// <summary>Counts from 1 in order of arrival.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required int ClientPort { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query exactly as sent.</summary>
    public required string Target { get; init; }

    public required string Url { get; init; }

    /// <summary>The path decoded, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The query as sent, with its question mark; empty when there is none.</summary>
    public required string QueryString { get; init; }

    /// <summary>In the order and the letter case they were sent in.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The kept beginning of the body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The length of the whole body, kept or not.</summary>
    public required long BodyLength { get; init; }

    public bool IsBodyCut => Body.Length < BodyLength;

    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
