using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>A rendered request as the HTTP/1.1 message it would be.</summary>
internal static class HttpText
{
    public static void Write(Stream stream, RenderedRequestPreview request)
    {
        var (target, host) = Place(request.Url);
        var head = new StringBuilder().Append(request.Method).Append(' ').Append(target).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
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

    /// <summary>A URL that is a secret as a whole is masked as a whole.</summary>
    private static (string Target, string Host) Place(string url) =>
        Uri.TryCreate(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri) ? (uri.PathAndQuery, uri.Authority) : (url, url);
}
