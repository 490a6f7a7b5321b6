using System.Text;
using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

public sealed class InspectorPrinterTests
{
    private static readonly RecordedAnswer Ok = new(200, AnswerOutcome.Sent, "echo", 12, TimeSpan.Zero);

    [Fact]
    public void Shows_the_request_and_the_answer()
    {
        var request = Some(body: """{"a":[1],"b":"ä<"}""", headers: [new("Host", "x"), new("Content-Type", "application/json")]);

        Assert.Equal(
            """
            #3  14:02:11.045  from port 5000
            POST /orders?x=1
              Host: x
              Content-Type: application/json

              {
                "a": [
                  1
                ],
                "b": "ä<"
              }
            → 503 Service Unavailable  /status, 1,200 bytes, after 0.25 s


            """,
            Print(request, new RecordedAnswer(503, AnswerOutcome.Sent, "/status", 1200, TimeSpan.FromMilliseconds(250))),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void A_request_cannot_drive_the_terminal()
    {
        var request = Some(body: "a\u001b[2Jb\r\nc\u009b31m\td\u202Ee\u200f\rf\u0007\ud83d\ude00", headers: [new("X\u001b", "y\u0000z\tw")]) with { Target = "/\u001b]0;title\u0007" };

        var printed = Print(request, Ok);

        Assert.Contains("POST /\\u001b]0;title\\u0007\n", printed, StringComparison.Ordinal);
        Assert.Contains("  X\\u001b: y\\u0000z\\u0009w\n", printed, StringComparison.Ordinal);
        Assert.Contains("  a\\u001b[2Jb\n  c\\u009b31m\td\\u202ee\\u200f\n  f\\u0007\ud83d\ude00\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain(printed, character => char.IsControl(character) && character is not ('\n' or '\t'));
    }

    [Fact]
    public void Escapes_in_json_stay_escaped()
    {
        var request = Some(body: """{"a":"\u001b[2J\u202e"}""", headers: [new("Content-Type", "application/json")]);

        var printed = Print(request, Ok);

        Assert.DoesNotContain('\u001b', printed);
        Assert.DoesNotContain('\u202e', printed);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("cookie")]
    [InlineData("x-api-key")]
    [InlineData("PROXY-AUTHORIZATION")]
    public void Secrets_are_shown_only_when_asked_for(string name)
    {
        var request = Some(headers: [new(name, "s3cret")]);

        Assert.Contains($"  {name}: ***\n", Print(request, Ok), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", Print(request, Ok), StringComparison.Ordinal);
        Assert.Contains($"  {name}: s3cret\n", Print(request, Ok, new() { ShowSecrets = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_body_is_cut_and_its_length_told()
    {
        var printed = Print(Some(body: new string('x', 5000)), Ok);

        Assert.Contains("  " + new string('x', 2048) + "\n  … (5,000 bytes in all)\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_never_splits_a_character()
    {
        var printed = Print(Some(body: "ab\ud83d\ude00cd"), Ok, new() { MaxBody = 3 });

        Assert.Contains("  ab\n  … (8 bytes in all)\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_is_no_text_is_only_counted()
    {
        var request = Some() with { Body = new byte[] { 0xFF }, BodyLength = 1 };

        Assert.Contains("  (1 byte, not text)\n", Print(request, Ok), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(AnswerOutcome.Reset), "→ connection reset  ")]
    [InlineData(nameof(AnswerOutcome.Truncated), "→ 200 OK, truncated  ")]
    [InlineData(nameof(AnswerOutcome.Abandoned), "→ no answer: the client left, or the inspector stopped  ")]
    public void Tells_what_became_of_the_answer(string outcome, string expected) =>
        Assert.Contains(expected, Print(Some(), Ok with { Outcome = Enum.Parse<AnswerOutcome>(outcome) }), StringComparison.Ordinal);

    [Fact]
    public void Colours_only_when_asked_for()
    {
        Assert.DoesNotContain('\u001b', Print(Some(), Ok));
        Assert.Contains("\u001b[32m200 OK\u001b[0m", Print(Some(), Ok, new() { Colour = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_json_line_is_one_line_and_harmless()
    {
        var output = new StringWriter();
        var request = Some(
            body: "{\n \"a\": \"\u009b\u202e\"\n}",
            headers: [new("Content-Type", "application/json"), new("Cookie", "s3cret"), new("X", "1"), new("x", "2")]);

        new ExchangeJsonWriter(output, showSecrets: false).Print(request, Ok);

        Assert.Equal(
            """
            {"number":3,"time":"2026-01-02T14:02:11.045+00:00","clientPort":5000,"method":"POST","url":"http://x/orders?x=1","path":"/orders",
            "query":{"x":"1"},"headers":{"content-type":"application/json","cookie":"***","x":["1","2"]},"body":{"a":"\u009B\u202E"},"bodyLength":17,
            "answer":{"status":200,"outcome":"sent","source":"echo","bodyLength":12,"delayMs":0}}
            """.ReplaceLineEndings("") + "\n",
            output.ToString());
    }

    private static RecordedRequest Some(string body = "", params KeyValuePair<string, string>[] headers) => new()
    {
        Number = 3,
        Time = new DateTimeOffset(2026, 1, 2, 14, 2, 11, 45, TimeSpan.Zero),
        ClientPort = 5000,
        Method = "POST",
        Target = "/orders?x=1",
        Url = "http://x/orders?x=1",
        Path = "/orders",
        QueryString = "?x=1",
        Headers = headers,
        Body = Encoding.UTF8.GetBytes(body),
        BodyLength = Encoding.UTF8.GetByteCount(body),
    };

    private static string Print(RecordedRequest request, RecordedAnswer answer, InspectorPrinterOptions? options = null)
    {
        var output = new StringWriter();
        new InspectorPrinter(output, options ?? new()).Print(request, answer);
        return output.ToString();
    }
}
