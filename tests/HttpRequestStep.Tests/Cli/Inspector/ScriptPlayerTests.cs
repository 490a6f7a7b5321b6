using System.Net;
using System.Net.Sockets;

namespace HttpRequestSteps.Tests;

public sealed class ScriptPlayerTests
{
    [Theory]
    [InlineData("last", new[] { 503, 429, 201, 201, 201 })]
    [InlineData("repeat", new[] { 503, 429, 201, 503, 429 })]
    [InlineData("echo", new[] { 503, 429, 201, 200, 200 })]
    public async Task Answers_are_played_in_order_and_then(string then, int[] expected)
    {
        await using var the = await TheInspector.StartAsync(script: $$"""
            { "routes": [ { "path": "/a", "answers": [ { "status": 503 }, { "status": 429 }, { "status": 201 } ], "then": "{{then}}" } ] }
            """);

        Assert.Equal(expected, await the.StatusesAsync("/a", 5));
    }

    [Fact]
    public async Task The_first_route_that_matches_wins_over_special_paths_and_echo()
    {
        await using var the = await TheInspector.StartAsync(script: """
            { "routes": [
                { "method": "post", "path": "/orders/*", "answers": [ { "status": 201 } ] },
                { "path": "/orders/**", "answers": [ { "status": 404 } ] },
                { "path": "/status/503", "answers": [ { "status": 202 } ] },
                { "path": "/status/500", "then": "echo" },
            ] }
            """);

        Assert.Equal(201, await the.StatusAsync("/orders/7", HttpMethod.Post));
        Assert.Equal(404, await the.StatusAsync("/orders/7"));
        Assert.Equal(404, await the.StatusAsync("/orders/7/lines", HttpMethod.Post));
        Assert.Equal(202, await the.StatusAsync("/status/503"));
        Assert.Equal(200, await the.StatusAsync("/status/500"));
        Assert.Equal(502, await the.StatusAsync("/status/502"));
    }

    [Fact]
    public async Task Headers_and_bodies_come_as_written()
    {
        await using var the = await TheInspector.StartAsync(script: """
            { "routes": [ { "answers": [
                { "status": 503, "headers": { "Retry-After": 1, "X-Many": ["a", "b"] }, "body": { "id": 7, "name": "ä" } },
                { "headers": { "content-type": "text/csv" }, "body": "a,b" },
                { "status": 204 },
            ] } ] }
            """);

        using var json = await the.Client.GetAsync("/");
        Assert.Equal(TimeSpan.FromSeconds(1), json.Headers.RetryAfter?.Delta);
        Assert.Equal(["a", "b"], json.Headers.GetValues("X-Many"));
        Assert.Equal("application/json", json.Content.Headers.ContentType?.ToString());
        Assert.Contains("\"name\": \"ä\"", await json.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var text = await the.Client.GetAsync("/");
        Assert.Equal("text/csv", text.Content.Headers.ContentType?.ToString());
        Assert.Equal("a,b", await text.Content.ReadAsStringAsync());
        Assert.Equal("script $.routes[0].answers[0]", (await the.ExchangeAsync()).Answer.Source);

        Assert.Equal(204, await the.StatusAsync("/"));
    }

    [Fact]
    public async Task A_delay_is_waited_for()
    {
        var time = new SignallingTimeProvider();
        await using var the = await TheInspector.StartAsync(new() { Time = time }, """{ "routes": [ { "answers": [ { "delay": "250ms" } ] } ] }""");

        var pending = the.Client.GetAsync("/");
        await time.Waiting;
        time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(pending.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(HttpStatusCode.OK, (await pending).StatusCode);
    }

    [Fact]
    public async Task An_answer_may_reset_or_truncate()
    {
        await using var the = await TheInspector.StartAsync(script: """
            { "routes": [ { "path": "/reset", "answers": [ { "reset": true } ] }, { "answers": [ { "truncate": true }, { "truncate": true, "body": "1234" } ] } ] }
            """);

        var reset = await Assert.ThrowsAsync<HttpRequestException>(() => the.Client.GetStringAsync("/reset"));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.GetBaseException()).SocketErrorCode);

        var truncated = await Assert.ThrowsAsync<HttpRequestException>(() => the.Client.GetStringAsync("/"));
        Assert.Equal(HttpRequestError.ResponseEnded, truncated.HttpRequestError);

        using var connection = await RawConnection.OpenAsync(the.Server.Address);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var raw = await connection.ReadToEndAsync();
        Assert.Contains("Content-Length: 4\r\n", raw, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n12", raw, StringComparison.Ordinal);
    }
}
