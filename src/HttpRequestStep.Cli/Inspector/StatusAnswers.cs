using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace HttpRequestSteps.Cli;

/// <summary><c>/status/CODE</c></summary>
internal static class StatusAnswers
{
    public const string StatusRule = "a status is a number from 200 to 999";

    public static InspectorAnswer? Status(SpecialRequest request) => request.Argument switch
    {
        null => null,
        var text when TryStatus(text, out var status) => WithRetryAfter(request, Of(request.Source, status)),
        _ => request.Mistake(StatusRule),
    };

    /// <summary>Below 200 a status announces another answer, and cannot be the answer.</summary>
    public static bool TryStatus(string text, out int status) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 200 and <= 999;

    public static InspectorAnswer Of(string source, int status) =>
        (InspectorAnswer.StatusMayHaveBody(status) ? Described(source, status) : new InspectorAnswer { Source = source }) with { Status = status };

    private static InspectorAnswer Described(string source, int status) => InspectorAnswer.Json(source, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("status", status);
        writer.WriteString("reason", ReasonPhrases.GetReasonPhrase(status));
        writer.WriteEndObject();
    });

    private static InspectorAnswer WithRetryAfter(SpecialRequest request, InspectorAnswer answer) => request.Query("retryAfter") switch
    {
        null => answer,
        var text when WireText.IsHeaderValue(text) => answer.With("Retry-After", text),
        _ => request.Mistake("retryAfter has characters that no header may have"),
    };
}
