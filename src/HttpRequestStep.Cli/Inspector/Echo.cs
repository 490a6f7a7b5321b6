using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>The answer to everything else: the request as JSON.</summary>
internal static class Echo
{
    public static InspectorAnswer Of(RecordedRequest request, string source = "echo") =>
        InspectorAnswer.Json(source, writer => Write(writer, request));

    private static void Write(Utf8JsonWriter writer, RecordedRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("method", request.Method);
        writer.WriteString("url", request.Url);
        writer.WriteString("path", request.Path);

        // The echo goes to the one who sent the secrets, and is how a step's credentials are tried.
        RequestJson.WriteQuery(writer, request);
        RequestJson.WriteHeaders(writer, request, showSecrets: true);
        RequestJson.WriteBody(writer, request);
        writer.WriteEndObject();
    }
}
