using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HttpRequestSteps.Cli;

namespace HttpRequestSteps.Tests;

public sealed class SpecialPathsTests
{
    [Theory]
    [InlineData("/status/503", 503)]
    [InlineData("/status/204", 204)]
    [InlineData("/status/304", 304)]
    [InlineData("/status/418", 418)]
    [InlineData("/status/100", 400)]
    [InlineData("/status/abc", 400)]
    [InlineData("/status/503?retryAfter=%0d%0aX:1", 400)]
    [InlineData("/status", 200)]
    [InlineData("/status/1/2", 200)]
    public async Task Status_answers_with_that_status(string path, int expected)
    {
        await using var the = await TheInspector.StartAsync();

        Assert.Equal(expected, await the.StatusAsync(path));
    }

    [Fact]
    public async Task Status_takes_a_retry_after()
    {
        await using var the = await TheInspector.StartAsync();

        using var response = await the.Client.GetAsync("/status/503?retryAfter=2");

        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Delay_answers_after_its_time()
    {
        var time = new SignallingTimeProvider();
        await using var the = await TheInspector.StartAsync(new() { Time = time });

        var pending = the.Client.GetAsync("/delay/2");
        await time.Waiting;
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(pending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        using var response = await pending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), (await the.ExchangeAsync()).Answer.Delay);
    }

    [Fact]
    public async Task Delay_ends_when_the_client_leaves()
    {
        var time = new SignallingTimeProvider();
        await using var the = await TheInspector.StartAsync(new() { Time = time });
        using var connection = await RawConnection.OpenAsync(the.Server.Address);
        await connection.SendAsync("GET /delay/2 HTTP/1.1\r\nHost: a\r\n\r\n");
        await time.Waiting;

        connection.Reset();

        Assert.Equal(AnswerOutcome.Abandoned, (await the.ExchangeAsync()).Answer.Outcome);
    }

    [Fact]
    public async Task Reset_resets_the_connection()
    {
        await using var the = await TheInspector.StartAsync();
        using var connection = await RawConnection.OpenAsync(the.Server.Address);
        await connection.SendAsync("GET /reset HTTP/1.1\r\nHost: a\r\n\r\n");

        var exception = await Assert.ThrowsAsync<IOException>(connection.ReadToEndAsync);

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode);
        Assert.Equal(AnswerOutcome.Reset, (await the.ExchangeAsync()).Answer.Outcome);
    }

    [Fact]
    public async Task Truncate_promises_more_than_it_sends()
    {
        await using var the = await TheInspector.StartAsync();

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => the.Client.GetStringAsync("/truncate"));

        Assert.Equal(HttpRequestError.ResponseEnded, exception.HttpRequestError);
        Assert.Equal(AnswerOutcome.Truncated, (await the.ExchangeAsync()).Answer.Outcome);
    }

    [Theory]
    [InlineData("/redirect/3", 302, "/redirect/2")]
    [InlineData("/redirect/1", 302, "/")]
    [InlineData("/redirect-to?url=https%3A%2F%2Fexample.org%2F%3Fa%3D1&status=307", 307, "https://example.org/?a=1")]
    [InlineData("/redirect-to?url=/x", 302, "/x")]
    [InlineData("/redirect/0", 400, null)]
    [InlineData("/redirect-to", 400, null)]
    [InlineData("/redirect-to?url=/x&status=200", 400, null)]
    [InlineData("/redirect-to?url=/x%0d%0aSet-Cookie:%20a=b", 400, null)]
    public async Task Redirects(string path, int status, string? location)
    {
        await using var the = await TheInspector.StartAsync();

        using var response = await the.Client.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(location, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public async Task Bytes_are_that_many_and_always_the_same(int count)
    {
        await using var the = await TheInspector.StartAsync();

        var bytes = await the.Client.GetByteArrayAsync($"/bytes/{count}");

        Assert.Equal(Enumerable.Range(0, count).Select(index => (byte)index), bytes);
    }

    [Theory]
    [InlineData("/gzip", "gzip")]
    [InlineData("/br", "br")]
    public async Task Compresses_the_echo(string path, string encoding)
    {
        await using var the = await TheInspector.StartAsync();

        using var response = await the.Client.GetAsync(path);

        Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        var stream = await response.Content.ReadAsStreamAsync();
        using Stream plain = encoding == "br" ? new BrotliStream(stream, CompressionMode.Decompress) : new GZipStream(stream, CompressionMode.Decompress);
        using var echo = await JsonDocument.ParseAsync(plain);
        Assert.Equal(path, echo.RootElement.GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_sequence_is_played_for_each_id_and_then_stays()
    {
        await using var the = await TheInspector.StartAsync();

        Assert.Equal(new[] { 503, 502, 200, 200 }, await the.StatusesAsync("/sequence/503,502,200?id=x", 4));
        Assert.Equal(new[] { 503, 502 }, await the.StatusesAsync("/sequence/503,502,200?id=y", 2));
        Assert.Equal(new[] { 503 }, await the.StatusesAsync("/sequence/503,502,200", 1));
        Assert.Equal(new[] { 400 }, await the.StatusesAsync("/sequence/503,x", 1));
    }

    [Theory]
    [InlineData("/auth/basic/me/p%2Fw", "Basic", "me:p/w", 200)]
    [InlineData("/auth/basic/me/pw", "basic", "me:pw", 200)]
    [InlineData("/auth/basic/me/pw", "Basic", "me:PW", 401)]
    [InlineData("/auth/basic/me/pw", null, "", 401)]
    public async Task Basic_auth_is_checked(string path, string? scheme, string credentials, int expected)
    {
        await using var the = await TheInspector.StartAsync();
        the.Client.DefaultRequestHeaders.Authorization =
            scheme is null ? null : new AuthenticationHeaderValue(scheme, Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));

        using var response = await the.Client.GetAsync(path);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal(expected == 401, response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Basic"));
    }

    [Theory]
    [InlineData("t0ken", 200)]
    [InlineData("T0KEN", 401)]
    public async Task Bearer_auth_is_checked(string token, int expected)
    {
        await using var the = await TheInspector.StartAsync();
        the.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        Assert.Equal(expected, await the.StatusAsync("/auth/bearer/t0ken"));
    }

    [Fact]
    public void Every_special_path_has_a_shape_that_it_answers()
    {
        var paths = new SpecialPaths().All;

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.StartsWith("/" + path.Name, path.Shape, StringComparison.Ordinal));
    }
}
