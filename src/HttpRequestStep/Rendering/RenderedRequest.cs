namespace HttpRequestSteps;

/// <summary>A request without templates: plain data from which every attempt makes a fresh message.</summary>
internal sealed class RenderedRequest(HttpMethod method, Uri uri, RenderedHeaders headers, RenderedBody? body) : IDisposable
{
    public HttpMethod Method => method;

    public Uri Uri => uri;

    public RenderedHeaders Headers => headers;

    public RenderedBody? Body => body;

    /// <summary>The signature's id, the same on every attempt.</summary>
    public required string Id { get; init; }

    public string? IdempotencyKey { get; init; }

    public void Dispose() => body?.Dispose();
}
