namespace HttpRequestSteps;

/// <summary>A request without templates: plain data from which every attempt makes a fresh message.</summary>
internal sealed class RenderedRequest(HttpMethod method, Uri uri, List<RenderedHeader> headers, RenderedBody? body) : IDisposable
{
    public HttpMethod Method => method;

    public Uri Uri => uri;

    /// <summary>Headers in the order they are sent; content headers among them.</summary>
    public List<RenderedHeader> Headers => headers;

    public RenderedBody? Body => body;

    /// <summary>The signature's id, the same on every attempt.</summary>
    public required string Id { get; init; }

    public string? IdempotencyKey { get; init; }

    public void Dispose() => body?.Dispose();
}

/// <summary>One header line.</summary>
internal readonly record struct RenderedHeader(string Name, string Value, bool IsSecret = false);
