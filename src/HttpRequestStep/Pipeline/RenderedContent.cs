using System.Net;

namespace HttpRequestSteps;

/// <summary>A rendered body as the content of one message; written once for it.</summary>
internal sealed class RenderedContent(RenderedBody body, StepExecution execution, long limit) : HttpContent
{
    public RenderedBody Body => body;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        execution.MarkSending();
        return body.WriteToAsync(body.Length is null ? new LimitedStream(stream, limit, FailureKind.TooLarge, "the host's limit MaxRequestSize") : stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }
}
