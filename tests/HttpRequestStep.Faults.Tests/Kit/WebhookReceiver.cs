using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A receiver of webhooks: verifies the bytes as they came, refuses without a word, acts once for each id.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private static readonly string[] OfConnection = ["Host", "Content-Length", "Connection", "Transfer-Encoding"];

    private readonly HashSet<string> _ids = [];
    private TestServer _server = null!;

    private WebhookReceiver(WebhookVerifier verifier)
    {
        Verifier = verifier;
    }

    /// <summary>Who judges; a receiver may be given another while it runs.</summary>
    public WebhookVerifier Verifier { get; set; }

    public TestServer Server => _server;

    /// <summary>How the last request was judged.</summary>
    public VerificationResult Last { get; private set; } = null!;

    /// <summary>How often it did what a message asks for.</summary>
    public int Acted { get; private set; }

    public static async Task<WebhookReceiver> StartAsync(WebhookVerifier verifier)
    {
        var receiver = new WebhookReceiver(verifier);
        receiver._server = await TestServer.StartAsync(receiver.ReceiveAsync);
        return receiver;
    }

    /// <summary>Sends a message that was seen before, changed.</summary>
    /// <returns>The status, and whether anything was said beside it.</returns>
    public async Task<(int Status, bool IsSilent)> ForgeAsync(SeenRequest seen, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        using var client = new HttpClient();
        using var message = new HttpRequestMessage(new HttpMethod(seen.Method), _server.Url + seen.Target) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers.Where(static header => !OfConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Assert.True(message.Headers.TryAddWithoutValidation(name, value) || message.Content.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(message);
        return ((int)response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).Length == 0);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task ReceiveAsync(HttpContext context)
    {
        var request = _server.Last;
        Last = Verifier.Verify(request.Method, _server.Url + request.Target, request.Headers, request.Body);
        context.Response.StatusCode = Last.IsValid ? 204 : 401;
        Acted += Last.IsValid && (Last.Id is null || _ids.Add(Last.Id)) ? 1 : 0;
        return Task.CompletedTask;
    }
}
