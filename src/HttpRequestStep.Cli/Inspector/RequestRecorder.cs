using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HttpRequestSteps.Cli;

/// <summary>Reads a request to its end and makes the record of it.</summary>
internal sealed class RequestRecorder(InspectorOptions options)
{
    private int _count;

    public async Task<RecordedRequest> RecordAsync(HttpContext context)
    {
        // The order matters: the head is on the tap only until the body is read.
        var number = Interlocked.Increment(ref _count);
        var time = options.Time.GetLocalNow();
        var headers = Headers(context);
        var (body, length) = await ReadBodyAsync(context.Request, context.RequestAborted);
        context.Features.Get<HeadTap>()?.Restart();
        return Record(context, headers) with { Number = number, Time = time, Body = body, BodyLength = length };
    }

    private static RecordedRequest Record(HttpContext context, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new RecordedRequest
        {
            Number = 0,
            Time = default,
            ClientPort = context.Connection.RemotePort,
            Method = context.Request.Method,
            Target = target,
            Url = Url(context.Request, target),
            Path = context.Request.Path.Value ?? "",
            QueryString = context.Request.QueryString.Value ?? "",
            Headers = headers,
            Body = default,
            BodyLength = 0,
        };
    }

    private static string Url(HttpRequest request, string target) =>
        target.StartsWith('/') ? $"{request.Scheme}://{request.Host.Value}{target}" : target;

    private static IReadOnlyList<KeyValuePair<string, string>> Headers(HttpContext context)
    {
        var head = context.Features.Get<HeadTap>()?.Take().TrimStart('\r', '\n');

        // Should the tap ever be out of step, headers in Kestrel's order are better than another request's.
        return head is not null && head.StartsWith(context.Request.Method + " ", StringComparison.Ordinal)
            ? [.. head.Split('\n').Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal)).Select(Header)]
            : [.. context.Request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))];
    }

    private static KeyValuePair<string, string> Header(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return new(line[..colon], line[(colon + 1)..].Trim(' ', '\t', '\r'));
    }

    private async Task<(ReadOnlyMemory<byte> Kept, long Length)> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var kept = new ArrayBufferWriter<byte>();
        long length = 0;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            length += read.Buffer.Length;
            Keep(kept, read.Buffer);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return (kept.WrittenMemory, length);
            }
        }
    }

    private void Keep(ArrayBufferWriter<byte> kept, ReadOnlySequence<byte> buffer)
    {
        foreach (var segment in buffer.Slice(0, Math.Min(buffer.Length, options.KeptBodyBytes - kept.WrittenCount)))
        {
            kept.Write(segment.Span);
        }
    }
}
