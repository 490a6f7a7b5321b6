using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>A rendered request as the HTTP/1.1 message it would be.</summary>
internal static class HttpText
{
    public static void Write(Stream stream, RenderedRequestPreview request)
    {
        var uri = new Uri(request.Url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var head = new StringBuilder().Append(request.Method).Append(' ').Append(uri.PathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(uri.Authority).Append("\r\n");
        foreach (var (name, value) in request.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (request.Body is { } body)
        {
            head.Append("Content-Length: ").Append(body.Length).Append("\r\n");
        }

        StepSession.WriteText(stream, head.Append("\r\n").ToString());
        stream.Write(request.Body ?? []);
    }
}
