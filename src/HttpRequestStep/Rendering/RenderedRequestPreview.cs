namespace HttpRequestSteps;

/// <summary>The request a step would send, credentials redacted.</summary>
public sealed record RenderedRequestPreview
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The URL, query credentials redacted.</summary>
    public required string Url { get; init; }

    /// <summary>The headers as sent, in order; credentials redacted.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body, secrets redacted when it is text; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body as text, or null when it is none or not UTF-8.</summary>
    public string? BodyText { get; init; }
}
