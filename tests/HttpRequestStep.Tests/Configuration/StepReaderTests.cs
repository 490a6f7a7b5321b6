using Microsoft.Extensions.Configuration;

namespace HttpRequestSteps.Tests;

public sealed class StepReaderTests
{
    private static readonly StepReader Reader = new();

    private const string Everything = """
        {
          "$schema": "step.v1.json", "version": 1,
          "name": "create-order", "description": "all of it", "method": "POST", "url": { "value": "https://api.example.com/{{ id }}", "secret": true },
          "headers": { "X-A": "{{ run.id }}", "X-B": ["1", { "value": "s", "secret": true }] },
          "query": { "expand": ["items", "customer"], "none": null, "q": "{{ term }}" }, "queryArrays": "brackets",
          "authentication": { "type": "basic", "username": "u", "password": "{{ secrets.p }}" },
          "signing": { "type": "hmac", "secret": "{{ secrets.h }}", "algorithm": "sha512", "header": "X-Sig", "payload": "{{ body }}", "format": "{{ signature }}", "encoding": "base64", "timestampHeader": "X-Time" },
          "body": { "type": "formData", "compress": "gzip", "fields": [
            { "type": "text", "name": "a", "value": "b", "contentType": "text/x" }, { "type": "file", "name": "f", "file": "{{ files.f }}", "fileName": "n.csv", "contentType": "text/csv" } ] },
          "response": { "type": "json", "schema": { "properties": { "id": { "type": "integer" } }, "type": "object" }, "onSchemaMismatch": "report", "maxSize": "64KiB" },
          "success": ["2xx", "404"],
          "proxy": { "host": "proxy.example.com", "port": 3128, "username": "u", "password": "p" },
          "tls": { "clientCertificate": { "pem": "P", "key": "K", "password": "W" }, "trustedCertificates": ["T"] },
          "timeout": "1500ms", "totalTimeout": "5m", "followRedirects": { "max": 3, "sameOriginOnly": true },
          "retry": { "maxAttempts": 3, "intervals": ["1s", 2.5], "backoff": "constant", "baseDelay": "2s", "maxDelay": 60, "jitter": false, "respectRetryAfter": false, "maxRetryAfter": "1m", "statuses": [404], "exceptStatuses": ["501"], "methods": "idempotent" },
          "onFailure": { "retry": "serverErrors", "continue": "clientErrors" },
          "idempotencyKey": "key-{{ id }}", "undefinedVariables": "empty"
        }
        """;

    private static DefinitionError Only(string json) => Assert.Single(Reader.Read(json).Errors);

    [Fact]
    public void A_step_that_uses_everything_is_read_as_it_was_written()
    {
        var step = Reader.Parse(Everything);
        Assert.Equal(("create-order", "all of it", "POST"), (step.Name, step.Description, step.Method));
        Assert.Equal(new Text("https://api.example.com/{{ id }}", true), step.Url);
        Assert.Equal(new Text("s", true), step.Headers!["X-B"][1]);
        Assert.Null(step.Query!["none"]);
        Assert.Equal(QueryArrayStyle.Brackets, step.QueryArrays);
        Assert.Equal("u", Assert.IsType<BasicAuthentication>(step.Authentication).Username.Value);
        var signing = Assert.IsType<HmacSigning>(step.Signing);
        Assert.Equal((HmacAlgorithm.Sha512, "X-Sig", SignatureEncoding.Base64, "X-Time"), (signing.Algorithm, signing.Header, signing.Encoding, signing.TimestampHeader));
        var form = Assert.IsType<FormDataBody>(step.Body);
        Assert.Equal(BodyCompression.Gzip, form.Compress);
        Assert.Equal("n.csv", Assert.IsType<FormDataFile>(form.Fields[1]).FileName!.Value);
        Assert.Equal((ResponseType.Json, SchemaMismatch.Report, 65_536), (step.Response!.Type, step.Response.OnSchemaMismatch, step.Response.MaxSize!.Value.Bytes));
        Assert.True(step.Success!.Contains(404) && step.Success.Contains(299) && !step.Success.Contains(400));
        Assert.Equal(3128, step.Proxy!.Port);
        Assert.Equal("W", step.Tls!.ClientCertificate!.Password!.Value);
        Assert.Equal((TimeSpan.FromSeconds(1.5), TimeSpan.FromMinutes(5)), (step.Timeout!.Value, step.TotalTimeout!.Value));
        Assert.Equal((3, true), (step.FollowRedirects!.Max, step.FollowRedirects.SameOriginOnly));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5)], step.Retry!.Intervals!);
        Assert.Equal((RetryBackoff.Constant, false, RetryMethods.Idempotent), (step.Retry.Backoff, step.Retry.Jitter, step.Retry.Methods));
        Assert.Equal(("serverErrors", "clientErrors"), (step.OnFailure!.Retry, step.OnFailure.Continue));
        Assert.Equal(UndefinedVariables.Empty, step.UndefinedVariables);
    }

    [Fact]
    public void Writing_and_reading_again_loses_nothing()
    {
        var written = Reader.Write(Reader.Parse(Everything));
        Assert.Equal(written, Reader.Write(Reader.Parse(written)));
        Assert.Contains("\"secret\": true", written, StringComparison.Ordinal);
        Assert.Contains("\"none\": null", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "json", "value": { "a": [1.50, null, "{{ x }}", 123456789012345678901234567890], "b": { "value": "v", "secret": true } } }""")]
    [InlineData("""{ "type": "json", "value": null }""")]
    [InlineData("""{ "type": "jsonTemplate", "template": "[{{ v }},]" }""")]
    [InlineData("""{ "type": "jsonTemplate", "template": { "value": "[{{ v }}]", "secret": true }, "escape": "json" }""")]
    [InlineData("""{ "type": "xml", "template": "<a>{{ v }}</a>" }""")]
    [InlineData("""{ "type": "xml", "template": "<a>{{ v }}</a>", "escape": "none" }""")]
    [InlineData("""{ "type": "column", "column": "payload" }""")]
    [InlineData("""{ "type": "mapping", "fields": [{ "to": "a.b[0]", "from": "x" }, { "to": "c", "value": [1.50, null], "as": "json" }, { "to": "d", "value": null }, { "to": "e", "template": { "value": "{{ v }}", "secret": true }, "as": "string" }], "root": "data.items" }""")]
    [InlineData("""{ "type": "urlEncoded", "fields": { "a": ["1", "2"], "b": "3", "c": ["4"] } }""")]
    [InlineData("""{ "type": "raw", "content": "x", "contentType": "a/b" }""")]
    [InlineData("""{ "type": "file", "file": "{{ files.f }}" }""")]
    [InlineData("""{ "type": "none" }""")]
    public void Every_body_survives_a_round_trip(string body)
    {
        var written = Reader.Write(Reader.Parse($$"""{ "url": "http://a/", "body": {{body}} }"""));
        var kept = System.Text.Json.JsonElement.Parse(written).GetProperty("body");
        Assert.True(System.Text.Json.JsonElement.DeepEquals(System.Text.Json.JsonElement.Parse(body), kept), written);
    }

    [Theory]
    [InlineData("\"stop\"")]
    [InlineData("\"doNotRetry\"")]
    [InlineData("\"retryOnAllErrors\"")]
    [InlineData("\"retryOnServerErrors\"")]
    [InlineData("\"continueOnAllErrors\"")]
    [InlineData("\"continueOnClientErrors\"")]
    public void Every_preset_survives_a_round_trip(string preset) =>
        Assert.Contains($"\"onFailure\": {preset}", Reader.Write(Reader.Parse($$"""{ "url": "http://a/", "onFailure": {{preset}} }""")), StringComparison.Ordinal);

    [Fact]
    public void Reading_from_configuration_equals_reading_from_json()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "Step": {{Everything}} }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        var read = Reader.Read(configuration.GetSection("Step"));
        Assert.Empty(read.Errors);
        Assert.Equal(Reader.Write(Reader.Parse(Everything)), Reader.Write(read.Step!));
    }

    [Fact]
    public void Every_error_is_reported_at_once_with_path_line_and_column()
    {
        const string json = """
            {
              "url": "ftp://a/",
              "nmae": "x",
              "timeout": "soon",
              "headers": { "Content-Length": 1 },
              "retry": { "maxAttempts": "3", "backoff": "linear" },
              "body": { "type": "jsn" },
              "onFailure": "stopp",
              "success": [200, "20x"]
            }
            """;
        Assert.Equal(
            [("$.url", 2, 10), ("$.nmae", 3, 3), ("$.timeout", 4, 14), ("$.headers['Content-Length']", 5, 34), ("$.retry.maxAttempts", 6, 29), ("$.retry.backoff", 6, 45), ("$.body.type", 7, 21), ("$.onFailure", 8, 16), ("$.success", 9, 14)],
            Reader.Read(json).Errors.Select(error => (error.Path, error.Line!.Value, error.Column!.Value)));
    }

    [Fact]
    public void Errors_of_the_second_look_are_all_there_too()
    {
        const string json = """
            {
              "url": "ftp://a/",
              "name": "a b",
              "headers": { "TE": "1", "X": "{{ a | nope }}" },
              "body": { "type": "json", "value": { "x": ["{% if %}"] } },
              "retry": { "maxAttempts": 0 }
            }
            """;
        Assert.Equal(
            [("$.url", 2), ("$.name", 3), ("$.headers.TE", 4), ("$.headers.X", 4), ("$.body.value.x[0]", 5), ("$.retry.maxAttempts", 6)],
            Reader.Read(json).Errors.Select(error => (error.Path, error.Line!.Value)));
    }

    [Theory]
    [InlineData("""{ "url": "http://a/", "headrs": { } }""", "$.headrs", "did you mean \"headers\"")]
    [InlineData("""{ "url": "http://a/", "retry": { "maxAttempt": 3 } }""", "$.retry.maxAttempt", "did you mean \"maxAttempts\"")]
    [InlineData("""{ "url": "http://a/", "body": { "type": "raw", "content": "x", "contenttyp": "a" } }""", "$.body.contenttyp", "did you mean \"contentType\"")]
    [InlineData("""{ "url": { "value": "http://a/", "secrt": true } }""", "$.url.secrt", "did you mean \"secret\"")]
    [InlineData("""{ "url": "http://a/", "retry": { "version": 1 } }""", "$.retry.version", "Unknown property")]
    [InlineData("""{ "url": "http://a/", "url": "http://b/" }""", "$.url", "given twice")]
    [InlineData("""{ "url": "http://a/", "URL": "http://b/" }""", "$.URL", "given twice")]
    [InlineData("""{ "url": "http://a/", "headers": { "A": "1", "A": "2" } }""", "$.headers.A", "given twice")]
    [InlineData("""{ "method": "GET" }""", "$.url", "is required")]
    [InlineData("""{ "url": null }""", "$.url", "must not be null")]
    [InlineData("""{ "url": 7 }""", "$.url", "found a number")]
    [InlineData("""{ "url": "http://a/", "method": ["GET"] }""", "$.method", "found an array")]
    [InlineData("""{ "url": "http://a/", "headers": [] }""", "$.headers", "found an array")]
    [InlineData("""{ "url": "http://a/", "headers": { "A": 1 } }""", "$.headers.A", "found a number")]
    [InlineData("""{ "url": "http://a/", "authentication": { "token": "x" } }""", "$.authentication.type", "\"type\" is required")]
    [InlineData("""{ "url": "http://a/", "authentication": { "type": "beerer" } }""", "$.authentication.type", "did you mean \"bearer\"")]
    [InlineData("""{ "url": "http://a/", "authentication": { "type": "bearer" } }""", "$.authentication.token", "is required")]
    [InlineData("""{ "url": "http://a/", "signing": { "type": "gitlab", "secret": "x" } }""", "$.signing.type", "Known: ")]
    [InlineData("""{ "url": "http://a/", "queryArrays": "bracket" }""", "$.queryArrays", "did you mean \"brackets\"")]
    [InlineData("""{ "url": "http://a/", "proxy": { "host": "p", "port": 0 } }""", "$.proxy.port", "1 to 65535")]
    [InlineData("""{ "url": "http://a/", "proxy": { "host": "p", "port": 1.5 } }""", "$.proxy.port", "whole number")]
    [InlineData("""{ "url": "http://a/", "tls": { "clientCertificate": { } } }""", "$.tls.clientCertificate", "pem")]
    [InlineData("""{ "url": "http://a/", "timeout": 0 }""", "$.timeout", "greater than zero")]
    [InlineData("""{ "url": "http://a/", "timeout": -1 }""", "$.timeout", "duration")]
    [InlineData("""{ "url": "http://a/", "timeout": "5 days" }""", "$.timeout", "found \"5 days\"")]
    [InlineData("""{ "url": "http://a/", "response": { "maxSize": "10 TB" } }""", "$.response.maxSize", "found \"10 TB\"")]
    [InlineData("""{ "url": "http://a/", "response": { "maxSize": -1 } }""", "$.response.maxSize", "size")]
    [InlineData("""{ "url": "http://a/", "success": [99] }""", "$.success", "found \"99\"")]
    [InlineData("""{ "url": "http://a/", "success": 200 }""", "$.success", "found a number")]
    [InlineData("""{ "url": "http://a/", "followRedirects": "yes" }""", "$.followRedirects", "true, false")]
    [InlineData("""{ "url": "http://a/", "followRedirects": { "max": -1 } }""", "$.followRedirects.max", "must not be negative")]
    [InlineData("""{ "url": "http://a/", "onFailure": "retryOnAllError" }""", "$.onFailure", "did you mean \"retryOnAllErrors\"")]
    [InlineData("""{ "url": "http://a/", "onFailure": { "retri": "never" } }""", "$.onFailure.retri", "did you mean \"retry\"")]
    [InlineData("""{ "url": "http://a/", "version": 2 }""", "$.version", "version 1")]
    [InlineData("""{ "url": "http://a/", "response": { "schema": { "type": "objekt" } } }""", "$.response.schema.type", "objekt")]
    public void An_error_has_its_own_path_and_a_helpful_sentence(string json, string path, string message)
    {
        var error = Only(json);
        Assert.Equal(path, error.Path);
        Assert.Contains(message, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, error.Line);
        Assert.Equal(message == "is required" && path == "$.url", error.Column == 1);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 1)]
    [InlineData("{\n\"url\": }", 2)]
    [InlineData("{ } x", 1)]
    [InlineData("nope", 1)]
    public void What_is_no_json_is_one_error_with_its_place(string json, int line)
    {
        var error = Only(json);
        Assert.Equal(("$", line), (error.Path, error.Line));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    public void A_file_that_is_no_object_is_an_error(string json) => Assert.Contains("Expected an object", Only(json).Message, StringComparison.Ordinal);

    [Fact]
    public void Json_nested_too_deep_is_an_error_not_a_crash() => Assert.NotNull(Only("{ \"url\": \"http://a/\", \"body\": { \"type\": \"json\", \"value\": " + new string('[', 5_000) + new string(']', 5_000) + " } }"));

    [Fact]
    public void Comments_trailing_commas_a_byte_order_mark_and_any_case_are_accepted()
    {
        var step = Reader.Parse("""
            // a comment
            { "$schema": "x", "Version": "1", /* another */ "URL": "http://a/", "HEADERS": { "X": "1", }, "Retry": { "MAXATTEMPTS": 2, }, "body": { "TYPE": /* : */ "raw", "Content": "c" }, }
            """);
        Assert.Equal(("http://a/", 2, "c"), (step.Url.Value, step.Retry!.MaxAttempts!.Value, Assert.IsType<RawBody>(step.Body).Content.Value));
        Assert.Empty(Reader.Read((byte[])[0xEF, 0xBB, 0xBF, .. "{ \"url\": \"http://a/\" }"u8]).Errors);
    }

    [Fact]
    public void The_type_need_not_come_first() =>
        Assert.IsType<BearerAuthentication>(Reader.Parse("""{ "url": "http://a/", "authentication": { "token": "t", "type": "bearer" } }""").Authentication);

    [Theory]
    [InlineData("1.5", 1_500)]
    [InlineData("0.001", 1)]
    [InlineData("\"250ms\"", 250)]
    [InlineData("\"30s\"", 30_000)]
    [InlineData("\"5m\"", 300_000)]
    [InlineData("\"1h\"", 3_600_000)]
    [InlineData("\"1.5 m\"", 90_000)]
    public void A_duration_is_seconds_or_has_a_unit(string duration, double milliseconds) =>
        Assert.Equal(milliseconds, Reader.Parse($$"""{ "url": "http://a/", "timeout": {{duration}} }""").Timeout!.Value.TotalMilliseconds);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("\"12B\"", 12)]
    [InlineData("\"64KiB\"", 65_536)]
    [InlineData("\"10MB\"", 10_000_000)]
    [InlineData("\"1.5MiB\"", 1_572_864)]
    [InlineData("\"2 kB\"", 2_000)]
    public void A_size_is_bytes_or_has_a_unit(string size, long bytes) =>
        Assert.Equal(bytes, Reader.Parse($$"""{ "url": "http://a/", "response": { "maxSize": {{size}} } }""").Response!.MaxSize!.Value.Bytes);

    [Fact]
    public void The_defaults_are_those_of_the_contract()
    {
        var step = Reader.Parse("""{ "url": "http://a/" }""");
        Assert.Equal(("GET", QueryArrayStyle.Repeat, UndefinedVariables.Error), (step.Method, step.QueryArrays, step.UndefinedVariables));
        Assert.Null(step.OnFailure);
        Assert.Equal(10, StepRedirects.Follow.Max);
        Assert.Same(StepRedirects.Follow, Reader.Parse("""{ "url": "http://a/", "followRedirects": true }""").FollowRedirects);
    }

    [Fact]
    public void Parse_throws_with_every_error()
    {
        var exception = Assert.Throws<InvalidDefinitionException>(() => Reader.Parse("""{ "url": 1, "nmae": "x" }"""));
        Assert.Equal(["$.url", "$.nmae"], exception.Errors.Select(error => error.Path));
    }

    [Fact]
    public void A_mistake_of_form_does_not_hide_one_of_meaning()
    {
        var errors = Reader.Read("""
            {
              "methd": "GET",
              "url": "https://api.example.com/{{ order.id ",
              "headers": { "Host": "x", "X-A": 5, "X-B": "a\nb" },
              "authentication": { "type": "basic", "username": "a:b" },
              "body": { "type": "json", "value": "{{ ] }}" },
              "retry": { "maxAttempts": 0, "intervals": ["1s", "soon"] },
              "timeout": 0
            }
            """).Errors;
        Assert.Equal(
            ["$.methd", "$.url", "$.headers.Host", "$.headers['X-A']", "$.headers['X-B']", "$.authentication.password", "$.body.value", "$.retry.intervals[1]", "$.timeout"],
            errors.Select(error => error.Path).Where(path => path != "$.retry.maxAttempts"));
        Assert.All(errors, error => Assert.NotNull(error.Line));
    }

    [Theory]
    [InlineData("""{ "connection": 5, "url": "/relative", "x": 1 }""", "$.connection", "$.x")]
    [InlineData("""{ "headers": { "Host": "x" } }""", "$.url", "$.headers.Host")]
    [InlineData("""{ "url": "https://a/", "onFailure": "doNotRety", "retry": { } }""", "$.onFailure")]
    [InlineData("""{ "url": "https://a/", "retry": { "intervals": [true], "maxAttempts": 3 } }""", "$.retry.intervals[0]")]
    public void What_is_left_out_makes_no_errors_of_its_own(string json, params string[] paths) =>
        Assert.Equal(paths.Order(), Reader.Read(json).Errors.Select(error => error.Path).Order());

    [Theory]
    [InlineData("{ \"url\": \"https://a/\", \"description\": \"caf\u00e9\" }", true, 1, 43, "not UTF-8")]
    [InlineData("{\n \"url\": \"https://a/\", \"headers\": { \"X\": \"\\ud800\" } }", false, 2, 41, "surrogate")]
    public void Text_that_is_none_is_an_error_with_its_place(string json, bool isLatin1, int line, int column, string message)
    {
        var bytes = (isLatin1 ? System.Text.Encoding.Latin1 : System.Text.Encoding.UTF8).GetBytes(json);
        var error = Assert.Single(Reader.Read(bytes).Errors);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
