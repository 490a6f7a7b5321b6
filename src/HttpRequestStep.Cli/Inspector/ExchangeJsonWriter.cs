using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>Writes each exchange as one line of JSON, for programs to read.</summary>
/// <remarks>The default encoder escapes all but plain ASCII, so these lines are harmless to a terminal as well.</remarks>
internal sealed class ExchangeJsonWriter(TextWriter writer, bool showSecrets)
{
    public void Print(RecordedRequest request, RecordedAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, request, answer);
        }

        writer.Write(Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n");
        writer.Flush();
    }

    private void Write(Utf8JsonWriter json, RecordedRequest request, RecordedAnswer answer)
    {
        json.WriteStartObject();
        WriteRequest(json, request);
        WriteAnswer(json, answer);
        json.WriteEndObject();
    }

    private void WriteRequest(Utf8JsonWriter json, RecordedRequest request)
    {
        json.WriteNumber("number", request.Number);
        json.WriteString("time", request.Time);
        json.WriteNumber("clientPort", request.ClientPort);
        json.WriteString("method", request.Method);
        json.WriteString("url", request.Url);
        json.WriteString("path", request.Path);
        RequestJson.WriteQuery(json, request);
        RequestJson.WriteHeaders(json, request, showSecrets);
        RequestJson.WriteBody(json, request);
        json.WriteNumber("bodyLength", request.BodyLength);
    }

    private static void WriteAnswer(Utf8JsonWriter json, RecordedAnswer answer)
    {
        json.WriteStartObject("answer");
        json.WriteNumber("status", answer.Status);
        json.WriteString("outcome", Name(answer.Outcome));
        json.WriteString("source", answer.Source);
        json.WriteNumber("bodyLength", answer.BodyLength);
        json.WriteNumber("delayMs", (long)answer.Delay.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static string Name(AnswerOutcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());
}
