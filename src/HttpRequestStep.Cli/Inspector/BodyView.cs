using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>A kept body seen as JSON or as text, when it is one.</summary>
internal static class BodyView
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null unless the request says JSON and the kept body is a whole valid document. To be disposed by the caller.</summary>
    public static JsonDocument? TryJson(RecordedRequest request) =>
        !request.IsBodyCut && IsJson(request.Header("Content-Type")) ? TryParse(request.Body) : null;

    /// <summary>Null when the body is not UTF-8. A character split where the body was cut does not count against it.</summary>
    public static string? TryText(RecordedRequest request)
    {
        var body = request.Body.Span;
        if (request.IsBodyCut)
        {
            body = body[..WholeCharacters(body)];
        }

        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsJson(string? contentType)
    {
        var mediaType = (contentType ?? "").Split(';')[0].Trim();
        return mediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(body);
            RefuseHalfSurrogates(document);
            return document;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            return null;
        }
    }

    /// <summary>An escaped half of a surrogate pair parses but cannot be written: better found here than halfway through an answer.</summary>
    private static void RefuseHalfSurrogates(JsonDocument document)
    {
        using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>());
        document.RootElement.WriteTo(writer);
    }

    private static int WholeCharacters(ReadOnlySpan<byte> body)
    {
        var start = body.Length;
        for (var back = 1; back <= Math.Min(4, body.Length); back++)
        {
            if ((body[^back] & 0xC0) != 0x80)
            {
                start = body.Length - back;
                break;
            }
        }

        return Rune.DecodeFromUtf8(body[start..], out _, out _) == OperationStatus.NeedMoreData ? start : body.Length;
    }
}
