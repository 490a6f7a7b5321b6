using HttpRequestSteps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

internal sealed class WebhookEndpoint(WebhookVerifier verifier, Func<byte[], Task> enqueue)
{
    private const int MaxBody = 1024 * 1024;

    public async Task ReceiveAsync(HttpContext context)
    {
        var request = context.Request;
        if (await ReadAsync(request.Body, context.RequestAborted) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        // The target as it was sent, not as it was decoded; behind a proxy, the scheme and host that the sender used.
        var url = $"{request.Scheme}://{request.Host}{context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        var headers = request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""));
        var result = verifier.Verify(request.Method, url, headers, body);
        if (!result.IsValid)
        {
            // Log result.Failure and result.Message; tell the sender nothing.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await enqueue(body);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (body.Length + count > MaxBody)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }
}
