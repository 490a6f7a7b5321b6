using System.Net;
using System.Net.Http.Headers;

namespace HttpRequestSteps.Benchmarks;

/// <summary>A transport that reads the request body as a socket would and answers at once.</summary>
internal sealed class StubTransport : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
        }

        var content = new ByteArrayContent(Workload.AnswerBytes);
        content.Headers.ContentType = Json;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
