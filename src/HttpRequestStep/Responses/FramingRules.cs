using System.Net;

namespace HttpRequestSteps;

/// <summary>Refuses answers whose end is told in two ways, or in none that is valid: the framework takes one of them, and a proxy may have taken the other (RFC 9112 section 6.3).</summary>
internal static class FramingRules
{
    /// <summary>What is wrong with the head, or null.</summary>
    public static string? Problem(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            return "The server switched to another protocol, which nobody asked for.";
        }

        if (response.Version.Major != 1)
        {
            return null;
        }

        var hasLength = response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths);
        var isChunked = response.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var codings);
        return hasLength && isChunked ? "The answer has both a Content-Length and a Transfer-Encoding."
            : hasLength && !IsLength(lengths) ? "The Content-Length of the answer is not one number."
            : isChunked && !(codings.Count == 1 && codings.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase)) ? "The Transfer-Encoding of the answer is not \"chunked\"."
            : null;
    }

    private static bool IsLength(System.Net.Http.Headers.HeaderStringValues values)
    {
        string? first = null;
        foreach (var value in values)
        {
            if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange('0', '9') || (first is not null && first != value))
            {
                return false;
            }

            first = value;
        }

        return first is not null;
    }
}
