using System.Text;

namespace HttpRequestSteps.Cli;

/// <summary><c>/auth/basic</c> and <c>/auth/bearer</c></summary>
internal static class AuthAnswers
{
    public static InspectorAnswer? Basic(SpecialRequest request) => request.Arguments is [var user, var password]
        ? Judge(request, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")), "Basic realm=\"httpstep\", charset=\"UTF-8\"")
        : null;

    public static InspectorAnswer? Bearer(SpecialRequest request) => request.Argument is { } token
        ? Judge(request, "Bearer " + token, "Bearer realm=\"httpstep\"")
        : null;

    private static InspectorAnswer Judge(SpecialRequest request, string expected, string challenge) =>
        IsSame(request.Request.Header("Authorization"), expected)
            ? Answer(request, authenticated: true)
            : (Answer(request, authenticated: false) with { Status = 401 }).With("WWW-Authenticate", challenge);

    /// <summary>A scheme's letter case is free, a credential's is not.</summary>
    private static bool IsSame(string? sent, string expected)
    {
        var schemeLength = expected.IndexOf(' ', StringComparison.Ordinal);
        return sent is not null
            && sent.StartsWith(expected[..schemeLength], StringComparison.OrdinalIgnoreCase)
            && sent[schemeLength..] == expected[schemeLength..];
    }

    private static InspectorAnswer Answer(SpecialRequest request, bool authenticated) => InspectorAnswer.Json(request.Source, writer =>
    {
        writer.WriteStartObject();
        writer.WriteBoolean("authenticated", authenticated);
        writer.WriteEndObject();
    });
}
