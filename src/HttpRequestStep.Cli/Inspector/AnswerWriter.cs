using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Cli;

/// <summary>Plays an answer onto a connection.</summary>
internal static class AnswerWriter
{
    public static Task WriteAsync(HttpContext context, InspectorAnswer answer)
    {
        if (answer.Reset)
        {
            Reset(context);
            return Task.CompletedTask;
        }

        WriteHead(context.Response, answer);
        return answer.MayHaveBody && !HttpMethods.IsHead(context.Request.Method)
            ? WriteBodyAsync(context.Response.BodyWriter, answer, context.RequestAborted)
            : Task.CompletedTask;
    }

    private static void Reset(HttpContext context)
    {
        // A close with no time to linger is what makes the system send RST and not FIN.
        context.Features.Get<IConnectionSocketFeature>()?.Socket.Close(timeout: 0);
        context.Abort();
    }

    private static void WriteHead(HttpResponse response, InspectorAnswer answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.Append(name, value);
        }

        if (answer.MayHaveBody)
        {
            // A truncated answer promises at least one byte, or an empty one could not fall short.
            response.ContentLength = answer.Truncate ? Math.Max(answer.BodyLength, 1) : answer.BodyLength;
        }
    }

    private static async Task WriteBodyAsync(PipeWriter writer, InspectorAnswer answer, CancellationToken cancellationToken)
    {
        // Kestrel closes a connection whose answer is shorter than promised, which is just what truncation wants.
        var left = answer.Truncate ? answer.BodyLength / 2 : answer.BodyLength;
        while (left > 0 && !cancellationToken.IsCancellationRequested)
        {
            var chunk = answer.Body[..(int)Math.Min(left, answer.Body.Length)];
            await writer.WriteAsync(chunk, cancellationToken);
            left -= chunk.Length;
        }

        await writer.FlushAsync(cancellationToken);
    }
}
