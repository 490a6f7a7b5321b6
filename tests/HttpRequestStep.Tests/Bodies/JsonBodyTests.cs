namespace HttpRequestSteps.Tests;

public sealed class JsonBodyTests(EchoFixture echo) : IClassFixture<EchoFixture>
{
    [Theory]
    // One single expression keeps the value's own type.
    [InlineData("\"{{ v }}\"", "7", "7")]
    [InlineData("\"{{ v }}\"", "1.50", "1.50")]
    [InlineData("\"{{ v }}\"", "true", "true")]
    [InlineData("\"{{ v }}\"", "null", "null")]
    [InlineData("\"{{ v }}\"", "\"7\"", "\"7\"")]
    [InlineData("\"{{ v }}\"", "[1,{\"a\":null}]", "[1,{\"a\":null}]")]
    [InlineData("\"{{ v }}\"", "{\"b\":1,\"a\":[]}", "{\"b\":1,\"a\":[]}")]
    [InlineData("\"{{ v }}\"", "123456789012345678901234567890.12345678901234567890", "123456789012345678901234567890.12345678901234567890")]
    [InlineData("\"{{ v }}\"", "1e400", "1e400")]
    [InlineData("\"{{ v.n }}\"", "{\"n\":9007199254740993}", "9007199254740993")]
    [InlineData("\"{{ v[0] }}\"", "[18446744073709551616]", "18446744073709551616")]
    [InlineData("\"{{ v | default: 3 }}\"", "null", "3")]
    [InlineData("\"{{ v | plus: 1 }}\"", "41", "42")]
    [InlineData("\"{{ v | split: ',' }}\"", "\"a,b\"", "[\"a\",\"b\"]")]
    // Every other string becomes a string, escaped.
    [InlineData("\"x{{ v }}\"", "7", "\"x7\"")]
    [InlineData("\" {{ v }}\"", "7", "\" 7\"")]
    [InlineData("\"{{ v }}{{ v }}\"", "true", "\"truetrue\"")]
    [InlineData("\"<{{ v }}>\"", "\"a\\\"b\\\\c\\n\\u0000\\u2028\"", "\"<a\\\"b\\\\c\\n\\u0000\\u2028>\"")]
    [InlineData("\"{{ v }}\"", "\"\\\", \\\"admin\\\": true, \\\"x\\\": \\\"\"", "\"\\\", \\\"admin\\\": true, \\\"x\\\": \\\"\"")]
    [InlineData("\"{% if v %}{{ v }}{% endif %}\"", "7", "\"7\"")]
    [InlineData("\"x{{ v }}\"", "{\"a\":1}", "\"x{\\\"a\\\":1}\"")]
    // What is no string stays as the author wrote it.
    [InlineData("{ \"a\": 1.0, \"b\": [ null, false ], \"{{ v }}\": 1e2 }", "7", "{\"a\":1.0,\"b\":[null,false],\"{{ v }}\":1e2}")]
    [InlineData("{ \"value\": \"{{ v }}\", \"secret\": true }", "7", "{\"value\":7,\"secret\":true}")]
    [InlineData("null", "7", "null")]
    [InlineData("[]", "7", "[]")]
    [InlineData("\"caf\\u00e9 \\ud83d\\ude00 <&'>\"", "7", "\"caf\u00e9 \\uD83D\\uDE00 <&'>\"")]
    public async Task Strings_are_liquid_and_a_single_expression_keeps_its_type(string value, string input, string sent)
    {
        var seen = await echo.SendAsync($$"""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": {{value}} } }""", Steps.Input($$"""{ "v": {{input}} }"""));
        Assert.Equal(sent, seen.Text.Replace("\u2028", "\\u2028", StringComparison.Ordinal));
        Assert.Equal("application/json", seen.Header("Content-Type"));
        Assert.Equal(seen.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), seen.Header("Content-Length"));
    }

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(9007199254740993L, "9007199254740993")]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData(true, "true")]
    [InlineData('c', "\"c\"")]
    public async Task A_value_of_the_host_keeps_its_type(object value, string sent) =>
        Assert.Equal(sent, (await echo.SendAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": "{{ v }}" } }""", new StepInput { ["v"] = value })).Text);

    [Fact]
    public async Task A_decimal_and_a_big_integer_are_exact_to_the_digit()
    {
        var input = new StepInput { ["d"] = 79228162514264337593543950335m, ["i"] = Int128.MaxValue };
        var seen = await echo.SendAsync("""{ "method": "POST", "url": "http://server/{{ d }}/{{ i }}", "body": { "type": "json", "value": ["{{ d }}", "{{ i }}"] } }""", input);
        Assert.Equal("[79228162514264337593543950335,170141183460469231731687303715884105727]", seen.Text);
        Assert.Equal("/79228162514264337593543950335/170141183460469231731687303715884105727", seen.Target);
    }

    [Fact]
    public async Task A_missing_variable_fails_at_its_path_before_anything_is_sent()
    {
        var result = await echo.Host.RunAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": { "a": [1, { "b-c": "{{ nope }}" }] } } }""".At(echo.Server));
        result.Fails(FailureKind.Template, DeliveryCertainty.NotSent, "In $.body.value.a[1]['b-c']: line 1, column 1: the variable \"nope\" does not exist");
    }

    [Theory]
    [InlineData("\"{{ v }}\"")]
    [InlineData("\"x{{ v }}\"")]
    [InlineData("[\"{{ v | append: '' }}\"]")]
    public async Task Half_a_surrogate_pair_is_refused(string value)
    {
        foreach (var half in NaughtyStrings.HalfSurrogates)
        {
            (await echo.Host.RunAsync($$"""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": {{value}} } }""".At(echo.Server), new StepInput { ["v"] = half }))
                .Fails(FailureKind.Template, DeliveryCertainty.NotSent, "half of a surrogate pair");
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task What_is_no_json_number_is_a_template_failure(double value) =>
        (await echo.Host.RunAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": "{{ v }}" } }""".At(echo.Server), new StepInput { ["v"] = value }))
            .Fails(FailureKind.Template, DeliveryCertainty.NotSent, "is not a JSON number");

    [Fact]
    public async Task A_value_nested_too_deep_is_a_template_failure()
    {
        object? value = 1;
        for (var i = 0; i < 200; i++)
        {
            value = new List<object?> { value };
        }

        (await echo.Host.RunAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": "{{ v }}" } }""".At(echo.Server), new StepInput { ["v"] = value }))
            .Fails(FailureKind.Template, DeliveryCertainty.NotSent, "nested deeper than 64");
    }

    [Fact]
    public async Task A_body_larger_than_the_hosts_limit_is_not_sent()
    {
        await using var host = StepHost.Create(options => options.Limits.MaxRequestSize = 100);
        var result = await host.RunAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "json", "value": "x{{ v }}" } }""".At(echo.Server), new StepInput { ["v"] = new string('x', 200) });
        result.Fails(FailureKind.TooLarge, DeliveryCertainty.NotSent, "MaxRequestSize");
    }
}
