namespace HttpRequestSteps.Tests;

/// <summary><c>render --as curl</c> prints a command that sends what the step sends.</summary>
public sealed class CurlTests
{
    [Theory]
    [InlineData("""{ "method": "HEAD", "url": "http://server/a b?x=[1]" }""")]
    [InlineData("""{ "url": "http://server/../x", "headers": { "Accept": ["a/b", "c/d"], "X-Empty": "" } }""")]
    [InlineData("""{ "method": "DELETE", "url": "http://server/" }""")]
    [InlineData("""{ "method": "POST", "url": "http://server/" }""")]
    [InlineData("""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": "", "contentType": "text/plain" } }""")]
    [InlineData("""{ "method": "PUT", "url": "http://server/", "headers": { "User-Agent": "" }, "body": { "type": "json", "value": { "q": "it's @x\n" } } }""")]
    [InlineData("""{ "method": "POST", "url": "http://server/", "body": { "type": "raw", "content": "{{ nul }}", "contentType": "text/plain" } }""")]
    [InlineData("""{ "method": "GET", "url": "http://server/", "headers": { "Accept-Encoding": "br" }, "body": { "type": "urlEncoded", "fields": { "a": "b c" } } }""")]
    public async Task The_command_sends_what_the_step_sends(string definition)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var server = await TestServer.StartAsync();
        var step = Httpstep.File(definition.At(server));
        string[] input = ["--set", "nul:=\"a\\u0000b\""];

        Assert.Equal(0, (await Httpstep.RunAsync(["run", step, "--allow-private", .. input])).ExitCode);
        var command = (await Httpstep.RunAsync(["render", step, "--as", "curl", .. input])).Output;
        var curl = await Httpstep.ShellAsync(command.Replace("curl ", "curl --silent --max-time 10 ", StringComparison.Ordinal));

        Assert.Equal(0, curl.ExitCode);
        Assert.Equal(2, server.Seen.Count);
        Assert.Equal((server.Seen[0].Method, server.Seen[0].Target, server.Seen[0].Text), (server.Seen[1].Method, server.Seen[1].Target, server.Seen[1].Text));
        Assert.Equal(Headers(server.Seen[0]), Headers(server.Seen[1]));
    }

    [Fact]
    public async Task Compressed_stands_for_the_default_codings_and_a_large_body_is_not_asked_for_first()
    {
        var step = Httpstep.File($$"""{ "method": "POST", "url": "https://example.com/", "body": { "type": "raw", "content": "{{new string('x', 2000)}}", "contentType": "text/plain" } }""");

        var command = (await Httpstep.RunAsync("render", step, "--as", "curl")).Output;

        Assert.Contains(" --compressed \\\n", command, StringComparison.Ordinal);
        Assert.DoesNotContain("Accept-Encoding", command, StringComparison.Ordinal);
        Assert.Contains("--header 'Expect:'", command, StringComparison.Ordinal);
    }

    /// <summary>With <c>--compressed</c> cURL names what it can decode itself; that it asks for compression is what counts. Several lines of a header mean the same as one with commas.</summary>
    private static string[] Headers(SeenRequest request) => [.. request.Headers
        .GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase)
        .Select(header => header.Key == "Accept-Encoding" && header.First() != "br" ? header.Key : $"{header.Key}: {string.Join(", ", header)}")
        .Order(StringComparer.Ordinal)];
}
