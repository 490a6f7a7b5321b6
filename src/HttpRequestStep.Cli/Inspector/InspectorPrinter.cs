using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace HttpRequestSteps.Cli;

/// <summary>Writes each exchange for a person to read.</summary>
internal sealed class InspectorPrinter(TextWriter writer, InspectorPrinterOptions options)
{
    private const string Bold = "1";
    private const string Dim = "2";
    private const string Red = "31";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Cyan = "36";

    private static readonly JsonWriterOptions Pretty = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Print(RecordedRequest request, RecordedAnswer answer)
    {
        // One write for each exchange, so that what others print cannot fall into it.
        var text = new StringBuilder();
        AppendTitle(text, request);
        AppendHeaders(text, request);
        AppendBody(text, request);
        AppendAnswer(text, answer);
        writer.Write(text.Append('\n').ToString());
        writer.Flush();
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} {(bytes == 1 ? "byte" : "bytes")}");

    private static string ColourOf(RecordedAnswer answer) => answer switch
    {
        { Outcome: not AnswerOutcome.Sent } => Red,
        { Status: < 300 } => Green,
        { Status: < 500 } => Yellow,
        _ => Red,
    };

    private static string Describe(RecordedAnswer answer) => answer.Outcome switch
    {
        AnswerOutcome.Reset => "connection reset",
        AnswerOutcome.Abandoned => "no answer: the client left, or the inspector stopped",
        AnswerOutcome.Truncated => $"{Status(answer.Status)}, truncated",
        _ => Status(answer.Status),
    };

    private static string Status(int status) => string.Create(CultureInfo.InvariantCulture, $"{status} {ReasonPhrases.GetReasonPhrase(status)}").TrimEnd();

    private static string? BodyText(RecordedRequest request)
    {
        using var json = BodyView.TryJson(request);
        return json is null ? BodyView.TryText(request) : Indented(json);
    }

    private static string Indented(JsonDocument json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Pretty))
        {
            json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void AppendTitle(StringBuilder text, RecordedRequest request)
    {
        var about = string.Create(CultureInfo.InvariantCulture, $"#{request.Number}  {request.Time:HH:mm:ss.fff}  from port {request.ClientPort}");
        text.Append(Paint(Dim, about)).Append('\n');
        text.Append(Paint(Bold, TerminalText.Line($"{request.Method} {request.Target}"))).Append('\n');
    }

    private void AppendHeaders(StringBuilder text, RecordedRequest request)
    {
        foreach (var header in request.Headers)
        {
            text.Append("  ").Append(Paint(Cyan, TerminalText.Line(header.Key))).Append(": ")
                .Append(TerminalText.Line(SecretHeaders.Show(header, options.ShowSecrets))).Append('\n');
        }
    }

    private void AppendBody(StringBuilder text, RecordedRequest request)
    {
        if (request.BodyLength == 0)
        {
            return;
        }

        var body = BodyText(request);
        var shown = body is null ? "" : Cut(body);
        text.Append('\n');
        foreach (var line in shown.Length == 0 ? [] : TerminalText.Lines(shown).TrimEnd('\n').Split('\n'))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        AppendRest(text, request, body, shown);
    }

    private void AppendRest(StringBuilder text, RecordedRequest request, string? body, string shown)
    {
        var note = body is null ? $"({Size(request.BodyLength)}, not text)"
            : request.IsBodyCut || shown.Length < body.Length ? $"… ({Size(request.BodyLength)} in all)"
            : null;
        if (note is not null)
        {
            text.Append("  ").Append(Paint(Dim, note)).Append('\n');
        }
    }

    private string Cut(string body)
    {
        var length = Math.Min(body.Length, options.MaxBody);
        var splitsPair = length > 0 && length < body.Length && char.IsHighSurrogate(body[length - 1]);
        return body[..(splitsPair ? length - 1 : length)];
    }

    private void AppendAnswer(StringBuilder text, RecordedAnswer answer)
    {
        var delay = answer.Delay > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $", after {answer.Delay.TotalSeconds:0.###} s") : "";
        var about = $"  {answer.Source}, {Size(answer.BodyLength)}{delay}";
        text.Append("→ ").Append(Paint(ColourOf(answer), Describe(answer))).Append(Paint(Dim, about)).Append('\n');
    }

    private string Paint(string code, string text) => options.Colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
