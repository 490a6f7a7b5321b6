using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HttpRequestSteps.Cli;

/// <summary>An answer to give: plain data, which <see cref="AnswerWriter"/> plays.</summary>
internal sealed record InspectorAnswer
{
    /// <summary>Readable beats HTML-safe: these bodies are read by people in a terminal.</summary>
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly long? _bodyLength;

    public required string Source { get; init; }

    public int Status { get; init; } = 200;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The length to send. When larger than <see cref="Body"/>, that one is sent over and over: a large answer costs no memory.</summary>
    public long BodyLength
    {
        get => _bodyLength ?? Body.Length;
        init => _bodyLength = value;
    }

    public TimeSpan Delay { get; init; }

    /// <summary>Reset the connection instead of answering.</summary>
    public bool Reset { get; init; }

    /// <summary>Send half of the body under the whole one's Content-Length, then close.</summary>
    public bool Truncate { get; init; }

    /// <summary>False for the statuses that HTTP forbids a body.</summary>
    public bool MayHaveBody => StatusMayHaveBody(Status);

    public static bool StatusMayHaveBody(int status) => status is not (204 or 205 or 304);

    public static InspectorAnswer Json(string source, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            write(writer);
        }

        buffer.Write("\n"u8);
        return new InspectorAnswer { Source = source, Headers = [ContentType("application/json")], Body = buffer.WrittenMemory };
    }

    public static InspectorAnswer Text(string source, string text) =>
        new() { Source = source, Headers = [ContentType("text/plain; charset=utf-8")], Body = Encoding.UTF8.GetBytes(text) };

    public InspectorAnswer With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    private static KeyValuePair<string, string> ContentType(string value) => new("Content-Type", value);
}
