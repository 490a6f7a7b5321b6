using System.Text.Json;

namespace HttpRequestSteps.Tests;

/// <summary><c>httpstep test-connection</c>: which stage failed.</summary>
public sealed class TestConnectionTests
{
    private static string Settings(string baseUrl, string more = "") =>
        Httpstep.File($$"""{ "HttpRequestSteps": { "Connections": { "api": { "BaseUrl": "{{baseUrl}}"{{more}} } } } }""", "appsettings.json");

    private const string Bearer = """, "Authentication": { "type": "bearer", "token": "{{ secrets.key }}" }""";

    private static async Task<(int ExitCode, JsonElement Output, string Error)> TestAsync(string settings, params string[] more)
    {
        var run = await Httpstep.RunAsync(["test-connection", "api", "--settings", settings, "--allow-private", "--secret", "key=s3cret-key", .. more]);
        Assert.DoesNotContain("s3cret-key", run.Output + run.Error, StringComparison.Ordinal);
        return (run.ExitCode, JsonElement.Parse(run.Output), run.Error);
    }

    private static string[] Stages(JsonElement output) => [.. output.GetProperty("stages").EnumerateArray().Select(stage => $"{stage.GetProperty("stage")} {stage.GetProperty("outcome")}")];

    [Fact]
    public async Task A_connection_that_works_passes_every_stage()
    {
        await using var server = await TestServer.StartAsync();
        var (exitCode, output, error) = await TestAsync(Settings(server.Url, Bearer), "--url", "/me");
        Assert.Equal((0, "passed: The server answered 200.\n"), (exitCode, error));
        Assert.Equal(["settings passed", "egress passed", "dns passed", "connect passed", "answer passed", "credentials passed"], Stages(output));
        Assert.Equal(("/me", "Bearer s3cret-key"), (server.Last.Target, server.Last.Header("Authorization")));
    }

    [Theory]
    [InlineData(401, "credentials", 1)]
    [InlineData(403, "credentials", 1)]
    [InlineData(500, "answer", 1)]
    [InlineData(404, null, 0)]
    public async Task An_answer_is_judged_for_what_it_says_of_the_connection(int status, string? stage, int exitCode)
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(status));
        var test = await TestAsync(Settings(server.Url, Bearer));
        Assert.Equal(exitCode, test.ExitCode);
        Assert.Equal(stage is null ? [] : [stage + " failed"], Stages(test.Output).Where(text => text.EndsWith("failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_stage_that_failed_is_named_and_those_behind_it_are_not_reached()
    {
        var refused = await TestAsync(Settings($"https://127.0.0.1:{Steps.FreePort()}", Bearer));
        Assert.Equal(["settings passed", "egress passed", "dns passed", "connect failed", "tls notReached", "answer notReached", "credentials notReached"], Stages(refused.Output));
        await using var untrusted = await TestServer.StartAsync(certificate: Certificates.ForLoopback);
        Assert.Contains("tls failed", Stages((await TestAsync(Settings(untrusted.Url))).Output));
        Assert.Contains("dns failed", Stages((await TestAsync(Settings("http://nowhere.invalid"))).Output));
        var noSecret = await TestAsync(Settings("http://127.0.0.1:1", Bearer.Replace("secrets.key", "secrets.other", StringComparison.Ordinal)));
        Assert.Equal("settings failed", Stages(noSecret.Output)[0]);
        var noToken = await TestAsync(Settings("http://127.0.0.1:1", $$""", "Authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://127.0.0.1:{{Steps.FreePort()}}/token", "clientId": "c", "clientSecret": "s" }"""));
        Assert.Equal(["settings passed", "token failed"], Stages(noToken.Output)[..2]);
    }

    [Fact]
    public async Task An_unknown_connection_is_a_usage_error_that_names_the_known_ones()
    {
        var run = await Httpstep.RunAsync("test-connection", "apj", "--settings", Settings("http://127.0.0.1:1"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("did you mean \"api\"", run.Error, StringComparison.Ordinal);
    }
}
