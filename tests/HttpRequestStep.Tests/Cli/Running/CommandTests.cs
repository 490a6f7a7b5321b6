using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary>DEFINITIONS section 4: the command line from outside, exit codes and streams.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task Run_prints_the_result_and_nothing_else_on_standard_output()
    {
        await using var server = await TestServer.StartAsync();
        var step = Httpstep.File("""{ "method": "POST", "url": "http://server/{{ a.b }}", "body": { "type": "json", "value": { "n": "{{ n }}", "t": "{{ t }}" } }, "headers": { "X-S": "{{ secrets.key }}" } }""".At(server));
        var input = Httpstep.File("""{ "a": { "b": "from-input" }, "n": 1, "t": "x" } // comment""", "input.json");

        var run = await Httpstep.RunAsync("run", step, "--input", input, "--set", "n:=[1,2]", "--set", "t=3", "--set", "a.c=more", "--secret", "key=top-secret", "--allow-private", "--verbose");

        Assert.Equal(0, run.ExitCode);
        var result = JsonElement.Parse(run.Output);
        Assert.Equal("succeeded", result.GetProperty("outcome").GetString());
        Assert.Equal(("/from-input", """{"n":[1,2],"t":"3"}""", "top-secret"), (server.Last.Target, server.Last.Text, server.Last.Header("X-S")));
        Assert.Contains("attempt 1: 200", run.Error, StringComparison.Ordinal);
        Assert.Contains("span POST: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"stop\"", 1, "failed")]
    [InlineData("\"continueOnAllErrors\"", 0, "continued")]
    public async Task Run_exits_1_when_failed_and_0_when_continued_and_prints_the_result_all_the_same(string onFailure, int exitCode, string outcome)
    {
        var step = Httpstep.File($$"""{ "url": "http://127.0.0.1:{{Steps.FreePort()}}/", "onFailure": {{onFailure}} }""");

        var run = await Httpstep.RunAsync("run", step, "--allow-private");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal((outcome, "connect"), (JsonElement.Parse(run.Output).GetProperty("outcome").GetString(), JsonElement.Parse(run.Output).GetProperty("failure").GetProperty("kind").GetString()));
        Assert.Contains("refused", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_call_names_the_option_that_allows_it()
    {
        var run = await Httpstep.RunAsync("run", Httpstep.File("""{ "url": "http://127.0.0.1/" }"""));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--allow-private", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("render")]
    public async Task An_invalid_definition_exits_2_with_every_error_and_an_empty_standard_output(string command)
    {
        var step = Httpstep.File("{\n  \"urll\": \"x\",\n  \"method\": 5\n}");

        var run = await Httpstep.RunAsync(command, step);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{step}(2,3): $.urll: Unknown property \"urll\"; did you mean \"url\".", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{step}(3,13): $.method: Expected a string, found a number.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "no-such-file.json")]
    [InlineData("run", "STEP", "--set", "novalue")]
    [InlineData("run", "STEP", "--set", "a:=nope")]
    [InlineData("run", "STEP", "--input", "no-such-input.json")]
    [InlineData("run", "STEP", "--file", "f=no-such-file")]
    [InlineData("run", "STEP", "--settings", "no-such-settings.json")]
    [InlineData("run", "STEP", "--secret", "s3cret-without-name")]
    [InlineData("run", "STEP", "--nonsense")]
    [InlineData("render", "STEP", "--as", "nonsense")]
    [InlineData("schema", "nonsense")]
    public async Task Wrong_usage_exits_2_says_so_on_standard_error_and_leaves_standard_output_empty(params string[] arguments)
    {
        var step = Httpstep.File("""{ "url": "https://example.com" }""");

        var run = await Httpstep.RunAsync([.. arguments.Select(argument => argument == "STEP" ? step : argument)]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.NotEqual("", run.Error);
        Assert.DoesNotContain("s3cret", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_variable_exits_1_with_a_result_whose_attempts_are_empty()
    {
        var run = await Httpstep.RunAsync("run", Httpstep.File("""{ "url": "https://example.com/{{ id }}" }"""));

        Assert.Equal(1, run.ExitCode);
        var result = JsonElement.Parse(run.Output);
        Assert.Equal("template", result.GetProperty("failure").GetProperty("kind").GetString());
        Assert.Equal(0, result.GetProperty("attempts").GetArrayLength());
    }

    [Fact]
    public async Task Step_from_standard_input_settings_from_a_file_and_the_environment_on_top()
    {
        await using var server = await TestServer.StartAsync();
        var settings = Httpstep.File("""{ "HttpRequestSteps": { "Connections": { "api": { "BaseUrl": "http://server", "Headers": { "X-A": "{{ secrets.a }}" } } }, "Secrets": { "a": "from-file" } } }""".At(server), "appsettings.json");

        var run = await Httpstep.RunAsync(["run", "-", "--settings", settings, "--allow-private", "--quiet"], """{ "connection": "api", "url": "/x" }""", new Dictionary<string, string> { ["HttpRequestSteps__Secrets__a"] = "from-environment" });

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("from-environment", server.Last.Header("X-A"));
    }

    [Fact]
    public async Task Output_goes_to_a_file_and_received_files_into_the_state_folder()
    {
        await using var server = await TestServer.StartAsync(context => context.Response.Body.WriteAsync("content"u8.ToArray()).AsTask());
        var step = Httpstep.File("""{ "url": "http://server/report.txt", "response": { "type": "file" } }""".At(server));
        var folder = Directory.CreateTempSubdirectory().FullName;

        var run = await Httpstep.RunAsync(["run", step, "--allow-private", "--output", "result.json", "--state", "state"], "", null, folder);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        var reference = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "result.json"))).GetProperty("body").GetString()!;
        Assert.Equal("content", File.ReadAllText(Path.Combine(folder, "state", "files", reference)));
    }

    [Fact]
    public async Task Render_prints_json_curl_or_the_raw_message_and_sends_nothing()
    {
        var step = Httpstep.File("""
            { "method": "POST", "url": "http://10.0.0.1/a b/{{ id }}", "headers": { "Accept": ["x/y", "z/z"] },
              "authentication": { "type": "basic", "username": "u", "password": "hush-hush" }, "body": { "type": "json", "value": { "q": "it's" } } }
            """);

        var json = await Httpstep.RunAsync("render", step, "--set", "id=1/2");
        var curl = await Httpstep.RunAsync("render", step, "--set", "id=1/2", "--as", "curl");
        var http = await Httpstep.RunAsync("render", step, "--set", "id=1/2", "--as", "http");

        var request = JsonElement.Parse(json.Output);
        Assert.Equal(("POST", "http://10.0.0.1/a%20b/1%2F2", """{"q":"it's"}"""), (request.GetProperty("method").GetString(), request.GetProperty("url").GetString(), request.GetProperty("body").GetString()));
        Assert.Equal(["x/y", "z/z"], request.GetProperty("headers").GetProperty("Accept").EnumerateArray().Select(value => value.GetString()!));
        Assert.Equal("***", request.GetProperty("headers").GetProperty("Authorization").GetString());
        Assert.Contains("""--data-raw '{"q":"it'\''s"}'""", curl.Output, StringComparison.Ordinal);
        Assert.StartsWith("POST /a%20b/1%2F2 HTTP/1.1\r\nHost: 10.0.0.1\r\n", http.Output, StringComparison.Ordinal);
        Assert.EndsWith("Content-Length: 12\r\n\r\n{\"q\":\"it's\"}\n", http.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", json.Output + curl.Output + http.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_prints_every_error_of_every_file_on_standard_output()
    {
        var good = Httpstep.File("""{ "url": "https://example.com/{{ id }}", "connection": "somewhere" }""");
        var bad = Httpstep.File("{\n \"url\": \"https://example.com{{ v }}\",\n \"headers\": { \"Host\": \"x\" }\n}", "bad.json");
        var settings = Httpstep.File("{\n \"HttpRequestSteps\": {\n  \"Limits\": { \"MaxTimeot\": 1 },\n  \"Connections\": { \"a\": { \"BaseUrl\": \"ftp://x\" } }\n }\n}", "appsettings.json");

        var run = await Httpstep.RunAsync("validate", good, bad, settings);

        Assert.Equal(2, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith($"{bad}(2,9): $.url: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{bad}(3,23): $.headers.Host: ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"{settings}(3,15): $.HttpRequestSteps.Limits.MaxTimeot: ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith($"{settings}(4,38): $.HttpRequestSteps.Connections.a.BaseUrl: ", lines[3], StringComparison.Ordinal);
        Assert.Equal(0, (await Httpstep.RunAsync("validate", good)).ExitCode);
    }

    [Theory]
    [InlineData("step")]
    [InlineData("settings")]
    public async Task Schema_prints_the_published_schema(string kind)
    {
        var run = await Httpstep.RunAsync("schema", kind);

        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "docs", "schemas", kind + ".v1.json")), run.Output);
    }

    [Fact]
    public async Task Demo_narrates_three_steps_and_never_shows_the_token()
    {
        var run = await Httpstep.RunAsync("demo");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("POST /v1/orders/A%2F42?notify=sms&notify=mail", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Split("503 Service Unavailable").Length - 1);
        Assert.Contains("\"outcome\": \"continued\"", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.Output.Split("\"body\": \"… the echo of the request above …\"").Length - 1);
        Assert.Contains("""
              "body": {
                "status": 404,
                "reason": "Not Found"
              },
            """, run.Output, StringComparison.Ordinal);
        Assert.Contains("""
               Its input

            { "order": { "id": "A/42",
            """, run.Output, StringComparison.Ordinal);
        Assert.Contains("each makes its own run id and idempotency key", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-token-4711", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_has_examples()
    {
        var run = await Httpstep.RunAsync("run", "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("httpstep run order.json --set order.id=42", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_url_is_masked_as_a_whole_in_every_form()
    {
        var step = Httpstep.File("""{ "url": { "value": "https://hooks.example.com/s3cret-path", "secret": true } }""");
        foreach (var form in (string[])["json", "curl", "http"])
        {
            var run = await Httpstep.RunAsync("render", step, "--as", form);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.DoesNotContain("s3cret", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Validate_tells_every_error_on_a_line_and_the_others_show_the_place_of_one()
    {
        var file = Httpstep.File("""{ "method": "POST", "url": "https://example.com/", "headers": { "X": "{{ a | nofilter }}" }, "body": { "type": "raw", "content": "x {% if a %}" } }""");
        var validated = await Httpstep.RunAsync("validate", file);
        Assert.Equal(2, validated.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("u000a", validated.Output, StringComparison.Ordinal);
        var rendered = await Httpstep.RunAsync("render", file);
        Assert.Equal(2, rendered.ExitCode);
        Assert.Contains("\n    {{ a | nofilter }}\n           ^", rendered.Error, StringComparison.Ordinal);
    }
}
