using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace HttpRequestSteps.Tests;

/// <summary>A value that breaks what is put together without care is delivered exactly, or refused with a reason before anything is sent, in every slot of a step.</summary>
public sealed partial class NaughtySlotTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    /// <summary>What a server takes as one line.</summary>
    private const int LongestLine = 2000;

    private static readonly string[] Values =
    [
        .. NaughtyStrings.Texts, .. NaughtyStrings.ControlTexts, .. NaughtyStrings.HalfSurrogates,
        ".", "..", "../../etc/passwd", "%2e%2e", "%", "%zz", "%00", "%22", "+", "a+b", "a b", "a/b\\c", "?a=b&c=d#e", "=", "&", ";", ",", ":", "//evil.example/", "http://evil.example/", "user:pass@evil.example",
        "a\r\nX-Injected: 1", "a\r\n\r\nGET / HTTP/1.1", "\r\n--boundary\r\nContent-Disposition: form-data; name=\"x\"", "\"; filename=\"evil.sh", "'", "''", "`", "$(id)", "a;b=\"c\"", "\u007f", "\ufffd", "\u00a0x\u3000", "\tx\t", new string('y', LongestLine - 1),
    ];

    [Fact]
    public Task A_header_is_ascii_on_one_line() => EachAsync(
        """{ "url": "http://server/", "headers": { "X-Value": "{{ v }}" } }""",
        static seen => seen.Header("X-Value") ?? string.Empty,
        static value => value.All(static c => c is '\t' or (>= ' ' and <= '~')),
        LongestLine,
        // Blanks around it are no part of a header.
        static value => value.Trim(' ', '\t'));

    [Fact]
    public Task A_part_of_a_header_is_exact() => EachAsync(
        """{ "url": "http://server/", "headers": { "X-Value": "[{{ v }}]" } }""",
        static seen => seen.Header("X-Value")![1..^1],
        static value => value.All(static c => c is '\t' or (>= ' ' and <= '~')),
        LongestLine);

    [Fact]
    public Task A_query_parameter() => EachAsync(
        """{ "url": "http://server/?a=1", "query": { "q": "{{ v }}" } }""",
        static seen => Query(seen, "q"),
        IsText,
        LongestLine / 9);

    [Fact]
    public Task The_name_of_a_query_parameter_in_a_url() => EachAsync(
        """{ "url": "http://server/?{{ v }}x=1" }""",
        static seen => Assert.Single(QueryHelpers.ParseQuery(seen.Target[1..])).Key[..^1],
        IsText,
        LongestLine / 9);

    [Fact]
    public Task A_value_in_the_query_of_a_url() => EachAsync(
        """{ "url": "http://server/?q={{ v }}&z=1" }""",
        static seen => Query(seen, "q"),
        IsText,
        LongestLine / 9);

    [Fact]
    public Task A_segment_of_a_url() => EachAsync(
        """{ "url": "http://server/a/{{ v }}/z" }""",
        static seen => Uri.UnescapeDataString(Assert.Single(seen.Target.Split('/')[2..^1])),
        static value => IsText(value) && value is not ("" or "." or ".."),
        LongestLine / 9,

        // It is sent as %00, but Kestrel takes no such path.
        isTried: static value => !value.Contains('\0', StringComparison.Ordinal));

    [Fact]
    public Task A_field_of_a_form() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "urlEncoded", "fields": { "a": "1", "f": "{{ v }}", "z": "2" } } }""",
        static seen => Form(seen, 3)["f"]!,
        IsText);

    [Fact]
    public Task The_text_of_a_part() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "formData", "fields": [{ "type": "text", "name": "a", "value": "{{ v }}" }, { "type": "text", "name": "z", "value": "1" }] } }""",
        static seen => Parts(seen)[0].Content,
        IsText);

    [Fact]
    public Task The_name_of_a_part() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "formData", "fields": [{ "type": "text", "name": "{{ v }}", "value": "x" }, { "type": "text", "name": "z", "value": "1" }] } }""",
        static seen => Unescaped(Parts(seen)[0].Name),
        IsText,
        int.MaxValue,
        Unescaped);

    [Fact]
    public Task The_name_of_a_file() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "formData", "fields": [{ "type": "file", "name": "a", "file": "{{ files.f }}", "fileName": "{{ v }}" }, { "type": "text", "name": "z", "value": "1" }] } }""",
        static seen => Unescaped(Parts(seen)[0].FileName!),
        IsText,
        int.MaxValue,
        Unescaped);

    [Fact]
    public Task A_raw_body() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": "{{ v }}" } }""",
        static seen => seen.Text,
        IsText);

    [Fact]
    public Task A_raw_body_after_tags() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": "{% for i in (1..1) %}{% cycle v, 'x' %}{% endfor %}" } }""",
        static seen => seen.Text,
        IsText);

    [Fact]
    public Task A_value_of_a_json_body() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": { "a": "{{ v }}", "b": "[{{ v }}]" } } }""",
        static seen => Twice(JsonElement.Parse(seen.Text)),
        IsText);

    [Fact]
    public Task A_value_of_an_escaped_json_template() => EachAsync(
        """{ "method": "POST", "url": "http://server/", "body": { "type": "jsonTemplate", "escape": "json", "template": "{\"a\":\"{% ifchanged %}{{ v }}{% endifchanged %}\",\"b\":\"[{{ v }}]\",}" } }""",
        static seen => Twice(JsonElement.Parse(seen.Text)),
        IsText);

    private static bool IsText(string value) => Utf8Text.HalfAt(value) < 0;

    /// <summary>Sends each value, and compares what arrives.</summary>
    /// <param name="step">The step, which prints <c>v</c>.</param>
    /// <param name="arrived">Reads the value from the request.</param>
    /// <param name="isSent">Whether the slot can take a value; it refuses any other.</param>
    /// <param name="longest">The longest value to try.</param>
    /// <param name="expected">What a value is to whoever reads it there.</param>
    /// <param name="isTried">Whether the server could take a value.</param>
    private async Task EachAsync(
        string step, Func<SeenRequest, string> arrived, Func<string, bool> isSent, int longest = int.MaxValue, Func<string, string>? expected = null, Func<string, bool>? isTried = null)
    {
        var parsed = echo.Host.Reader.Parse(step.At(echo.Server));
        foreach (var value in Values.Where(value => value.Length <= longest && isTried?.Invoke(value) != false))
        {
            var before = echo.Server.Seen.Count;
            var result = await echo.Host.RunAsync(parsed, Input(value));
            if (!isSent(value))
            {
                result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, " ");
                Assert.Equal(before, echo.Server.Seen.Count);
                continue;
            }

            result.Succeeds();
            Assert.Equal(before + 1, echo.Server.Seen.Count);
            var (wanted, got) = (expected?.Invoke(value) ?? value, arrived(echo.Server.Last));
            Assert.True(string.Equals(wanted, got, StringComparison.Ordinal), $"{Shown(wanted)} arrived as {Shown(got)}.");
            Assert.DoesNotContain(echo.Server.Last.Headers, static header => header.Key is "X-Injected");
        }
    }

    private static StepInput Input(string value)
    {
        var input = new StepInput { ["v"] = value };
        input.Files["f"] = new StepFile("f.txt", static _ => ValueTask.FromResult<Stream>(new MemoryStream("x"u8.ToArray())), 1, null);
        return input;
    }

    private static string Query(SeenRequest seen, string name)
    {
        var query = QueryHelpers.ParseQuery(seen.Target[seen.Target.IndexOf('?', StringComparison.Ordinal)..]);
        Assert.Equal(2, query.Count);
        return query[name].ToString();
    }

    private static Dictionary<string, string?> Form(SeenRequest seen, int fields)
    {
        using var reader = new FormReader(seen.Text) { ValueLengthLimit = int.MaxValue };
        var form = reader.ReadForm();
        Assert.Equal(fields, form.Count);
        return form.ToDictionary(static field => field.Key, static field => (string?)field.Value.ToString());
    }

    /// <summary>The parts of a form as a browser writes them: no name holds a quote or a line break.</summary>
    private static (string Name, string? FileName, string Content)[] Parts(SeenRequest seen)
    {
        var boundary = seen.Header("Content-Type")!.Split("boundary=")[1];
        var parts = seen.Text.Split("--" + boundary);
        Assert.Equal(("", "--\r\n"), (parts[0], parts[^1]));
        Assert.Equal(4, parts.Length);
        return [.. parts[1..^1].Select(static part => Part().Match(part)).Select(static part => (
            part.Groups["name"].Value, part.Groups["file"].Success ? part.Groups["file"].Value : null, part.Groups["content"].Value))];
    }

    private static string Twice(JsonElement json)
    {
        Assert.Equal(2, json.EnumerateObject().Count());
        var value = json.GetProperty("a").GetString()!;
        Assert.Equal($"[{value}]", json.GetProperty("b").GetString());
        return value;
    }

    private static string Unescaped(string name) =>
        name.Replace("%22", "\"", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal).Replace("%0A", "\n", StringComparison.Ordinal).Replace("%00", "\0", StringComparison.Ordinal);

    private static string Shown(string text)
    {
        var json = JsonSerializer.Serialize(text);
        return json.Length <= 200 ? json : string.Concat(json.AsSpan(0, 200), "…");
    }

    [GeneratedRegex("""\A\r\nContent-Disposition: form-data; name="(?<name>[^"\r\n]*)"(; filename="(?<file>[^"\r\n]*)")?(\r\n[^\r\n]+)?\r\n\r\n(?<content>.*)\r\n\z""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
