using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>A rendered request as JSON: several values of a header are an array.</summary>
internal static class RequestJsonText
{
    public static void Write(Stream stream, RenderedRequestPreview request)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = StepResultConverter.Encoder });
        writer.WriteStartObject();
        writer.WriteString("method", request.Method);
        writer.WriteString("url", request.Url);
        writer.WriteStartObject("headers");
        foreach (var header in request.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            writer.WritePropertyName(header.Key);
            WriteValues(writer, [.. header.Select(line => line.Value)]);
        }

        writer.WriteEndObject();
        WriteBody(writer, request);
        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, string[] values)
    {
        if (values.Length == 1)
        {
            writer.WriteStringValue(values[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter writer, RenderedRequestPreview request)
    {
        if (request.BodyText is not null || request.Body is null)
        {
            writer.WriteString("body", request.BodyText);
        }
        else
        {
            writer.WriteBase64String("bodyBase64", request.Body);
        }
    }
}
