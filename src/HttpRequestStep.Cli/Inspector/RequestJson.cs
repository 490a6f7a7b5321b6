using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace HttpRequestSteps.Cli;

/// <summary>The parts of a request as JSON, the same in the echo and in <c>--json</c>.</summary>
internal static class RequestJson
{
    public static void WriteQuery(Utf8JsonWriter writer, RecordedRequest request) =>
        WriteGroups(writer, "query", QueryHelpers.ParseQuery(request.QueryString).SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value ?? "")));

    public static void WriteHeaders(Utf8JsonWriter writer, RecordedRequest request, bool showSecrets) =>
        WriteGroups(writer, "headers", request.Headers.Select(header => (LowerCase(header.Key), SecretHeaders.Show(header, showSecrets))));

    /// <summary>JSON when it is said and found to be, else text, else Base64, which is then told.</summary>
    public static void WriteBody(Utf8JsonWriter writer, RecordedRequest request)
    {
        writer.WritePropertyName("body");
        if (request.Body.IsEmpty)
        {
            writer.WriteNullValue();
        }
        else if (BodyView.TryJson(request) is { } json)
        {
            using (json)
            {
                json.RootElement.WriteTo(writer);
            }
        }
        else if (BodyView.TryText(request) is { } text)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            writer.WriteBase64StringValue(request.Body.Span);
            writer.WriteString("bodyEncoding", "base64");
        }

        if (request.IsBodyCut)
        {
            writer.WriteBoolean("bodyTruncated", true);
        }
    }

    /// <summary>A name met once has its value, a repeated one an array.</summary>
    private static void WriteGroups(Utf8JsonWriter writer, string property, IEnumerable<(string Name, string Value)> pairs)
    {
        writer.WriteStartObject(property);
        foreach (var group in pairs.GroupBy(pair => pair.Name, pair => pair.Value))
        {
            writer.WritePropertyName(group.Key);
            WriteValues(writer, [.. group]);
        }

        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, string[] values)
    {
        if (values is [var single])
        {
            writer.WriteStringValue(single);
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

#pragma warning disable CA1308 // Lower case is how the echo promises header names.
    private static string LowerCase(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
