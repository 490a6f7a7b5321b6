using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary>A rendered request as a cURL command for a POSIX shell.</summary>
internal static class CurlText
{
    public static string Of(RenderedRequestPreview request)
    {
        var text = new StringBuilder();
        var isBinary = request.Body is { Length: > 0 } && request.BodyText is null;
        if (isBinary)
        {
            text.Append("printf %s ").Append(Quote(Convert.ToBase64String(request.Body!))).Append(" | base64 -d | ");
        }

        text.Append("curl --request ").Append(Quote(request.Method)).Append(" --url ").Append(Quote(request.Url)).Append(" --path-as-is --globoff");
        foreach (var (name, value) in request.Headers)
        {
            // cURL reads "Name:" as "leave this header out"; "Name;" is how it sends an empty one.
            AppendLine(text, "--header " + Quote(value.Length == 0 ? $"{name};" : $"{name}: {value}"));
        }

        if (isBinary)
        {
            AppendLine(text, "--data-binary @-");
        }
        else if (request.BodyText is { Length: > 0 } body)
        {
            AppendLine(text, "--data-raw " + Quote(body));
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string argument) => text.Append(" \\\n  ").Append(argument);

    private static string Quote(string value) => "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
