using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>A rendered request as a cURL command for a POSIX shell, which sends what the step sends and nothing of its own.</summary>
internal static class CurlText
{
    // From this size on some versions of cURL first ask with "Expect: 100-continue".
    private const int ExpectThreshold = 1024;

    private static readonly string[] MethodsWithoutLength = ["GET", "HEAD", "OPTIONS", "TRACE", "DELETE"];

    public static string Of(RenderedRequestPreview request)
    {
        var text = new StringBuilder();

        // A shell's word cannot hold every byte.
        var isBinary = request.Body is { Length: > 0 } && request.BodyText?.Contains('\0', StringComparison.Ordinal) != false;
        if (isBinary)
        {
            text.Append("printf %s ").Append(Quote(Convert.ToBase64String(request.Body!))).Append(" | base64 -d | ");
        }

        text.Append("curl ").Append(Method(request)).Append(" --url ").Append(Quote(request.Url)).Append(" --path-as-is --globoff");
        foreach (var argument in Headers(request).Append(Body(request, isBinary)))
        {
            if (argument.Length > 0)
            {
                text.Append(" \\\n  ").Append(argument);
            }
        }

        return text.ToString();
    }

    /// <summary>With <c>--request HEAD</c> cURL would wait for a body that never comes.</summary>
    private static string Method(RenderedRequestPreview request) => request is { Method: "HEAD", Body: null } ? "--head" : "--request " + Quote(request.Method);

    private static IEnumerable<string> Headers(RenderedRequestPreview request)
    {
        foreach (var (name, value) in request.Headers)
        {
            yield return Is(name, "Accept-Encoding") && value == ContentDecoding.Accepted ? "--compressed" : Header(name, value);
        }

        foreach (var name in OwnHeaders(request).Where(name => !request.Headers.Any(header => Is(header.Key, name))))
        {
            yield return "--header " + Quote(name + ":");
        }

        if (request.Body is null && !MethodsWithoutLength.Contains(request.Method))
        {
            yield return Header("Content-Length", "0");
        }
    }

    /// <summary>What cURL sends unasked.</summary>
    private static IEnumerable<string> OwnHeaders(RenderedRequestPreview request)
    {
        yield return "Accept";
        yield return "User-Agent";
        if (request.Body is not null)
        {
            yield return "Content-Type";
        }

        if (request.Body?.Length >= ExpectThreshold)
        {
            yield return "Expect";
        }
    }

    private static string Body(RenderedRequestPreview request, bool isBinary) => request.Body is null
        ? string.Empty
        : isBinary ? "--data-binary @-" : "--data-raw " + Quote(request.BodyText ?? string.Empty);

    // cURL reads "Name:" as "leave this header out"; "Name;" is how it sends an empty one.
    private static string Header(string name, string value) => "--header " + Quote(value.Length == 0 ? $"{name};" : $"{name}: {value}");

    private static bool Is(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string Quote(string value) => "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
