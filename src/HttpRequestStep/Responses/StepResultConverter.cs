using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace HttpRequestSteps;

/// <summary>Writes results as DEFINITIONS section 1 has them.</summary>
internal sealed class StepResultConverter : JsonConverter<StepResult>
{
    // Results are read by people; what needs escaping for HTML is not our place to guess.
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public override StepResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A result is written, not read.");

    public override void Write(Utf8JsonWriter writer, StepResult value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, StepResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", Name(result.Outcome));
        WriteNumber(writer, "statusCode", result.StatusCode);
        WriteHeaders(writer, result.Headers);
        WriteBody(writer, result.Body);
        WriteFailure(writer, result.Failure);
        WriteSchemaErrors(writer, result.SchemaErrors);
        writer.WriteString("url", result.Url);
        writer.WriteStartArray("redirects");
        foreach (var redirect in result.Redirects)
        {
            writer.WriteStringValue(redirect);
        }

        writer.WriteEndArray();
        WriteAttempts(writer, result.Attempts);
        writer.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, ResponseHeaders headers)
    {
        writer.WriteStartObject("headers");
        foreach (var (name, values) in headers)
        {
            writer.WritePropertyName(name);
            WriteValues(writer, values);
        }

        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, StringValues values)
    {
        if (values.Count == 1)
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

    private static void WriteBody(Utf8JsonWriter writer, StepResultBody body)
    {
        writer.WritePropertyName("body");
        switch (body.Kind)
        {
            case StepResultBodyKind.Json:
                WriteJson(writer, body.Json);
                break;
            case StepResultBodyKind.Text:
                writer.WriteStringValue(body.Text);
                break;
            case StepResultBodyKind.File:
                writer.WriteStringValue(body.File);
                break;
            case StepResultBodyKind.Binary:
                WriteBase64(writer, body.Bytes);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Half of a surrogate pair, escaped, is valid JSON but no text: such a body is passed on as it came.</summary>
    private static void WriteJson(Utf8JsonWriter writer, JsonElement json)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(json);
        if (utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0)
        {
            writer.WriteRawValue(utf8, skipInputValidation: true);
        }
        else
        {
            json.WriteTo(writer);
        }
    }

    private static void WriteBase64(Utf8JsonWriter writer, ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
        {
            writer.WriteBase64StringSegment(piece.Span, isFinalSegment: false);
            writer.Flush();
        }

        writer.WriteBase64StringSegment([], isFinalSegment: true);
    }

    private static void WriteFailure(Utf8JsonWriter writer, StepFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        writer.WriteBoolean("error", true);
        writer.WriteStartObject("failure");
        writer.WriteString("kind", Name(failure.Kind));
        writer.WriteString("delivery", Name(failure.Delivery));
        writer.WriteString("message", failure.Message);
        if (failure.RetryAt is { } retryAt)
        {
            writer.WriteString("retryAt", retryAt);
        }

        if (failure.Errors.Count > 0)
        {
            writer.WriteStartArray("errors");
            foreach (var error in failure.Errors)
            {
                WritePair(writer, error.Path, error.Message);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteSchemaErrors(Utf8JsonWriter writer, IReadOnlyList<SchemaError> errors)
    {
        if (errors.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("schemaErrors");
        foreach (var error in errors)
        {
            WritePair(writer, error.Path, error.Message);
        }

        writer.WriteEndArray();
    }

    private static void WritePair(Utf8JsonWriter writer, string path, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("path", path);
        writer.WriteString("message", message);
        writer.WriteEndObject();
    }

    private static void WriteAttempts(Utf8JsonWriter writer, IReadOnlyList<StepAttempt> attempts)
    {
        writer.WriteStartArray("attempts");
        foreach (var attempt in attempts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", attempt.Number);
            WriteNumber(writer, "statusCode", attempt.StatusCode);
            writer.WriteString("kind", attempt.Kind is { } kind ? Name(kind) : null);
            writer.WriteString("delivery", Name(attempt.Delivery));
            writer.WriteNumber("durationMs", Milliseconds(attempt.Duration));
            if (attempt.Delay is { } delay)
            {
                writer.WriteNumber("delayMs", Milliseconds(delay));
                writer.WriteString("retryReason", attempt.RetryReason);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
