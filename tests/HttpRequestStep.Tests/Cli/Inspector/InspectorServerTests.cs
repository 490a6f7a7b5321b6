using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HttpRequestSteps.Cli;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

public sealed class InspectorServerTests
{
    [Fact]
    public async Task Echoes_method_url_path_and_query()
    {
        await using var the = await TheInspector.StartAsync();

        var echo = await the.JsonAsync("/some/p%C3%A4th?a=1&a=2&b=x%20y");

        Assert.Equal("GET", echo.GetProperty("method").GetString());
        Assert.Equal(new Uri(the.Server.Address, "/some/p%C3%A4th?a=1&a=2&b=x%20y").AbsoluteUri, echo.GetProperty("url").GetString());
        Assert.Equal("/some/päth", echo.GetProperty("path").GetString());
        Assert.Equal("""["1","2"]""", JsonSerializer.Serialize(echo.GetProperty("query").GetProperty("a")));
        Assert.Equal("x y", echo.GetProperty("query").GetProperty("b").GetString());
        Assert.Equal(JsonValueKind.Null, echo.GetProperty("body").ValueKind);
    }

    [Theory]
    [InlineData("application/json", """{"a":[1,2.50]}""", """{"a":[1,2.50]}""")]
    [InlineData("application/problem+json; charset=utf-8", "3", "3")]
    [InlineData("application/json", "{broken", "\"{broken\"")]
    [InlineData("application/json", """{"half":"\ud800"}""", "\"{\\u0022half\\u0022:\\u0022\\\\ud800\\u0022}\"")]
    [InlineData("text/plain", "3", "\"3\"")]
    public async Task Echoes_a_body_as_json_or_text(string contentType, string body, string expected)
    {
        await using var the = await TheInspector.StartAsync();
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        var response = await the.Client.PostAsync("/", content);

        var echo = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(expected, JsonSerializer.Serialize(echo.GetProperty("body")));
    }

    [Fact]
    public async Task Echoes_a_body_that_is_no_text_as_base64()
    {
        await using var the = await TheInspector.StartAsync();
        using var content = new ByteArrayContent([0xFF, 0x00, 0xFE]);

        var response = await the.Client.PostAsync("/", content);

        var echo = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("/wD+", echo.GetProperty("body").GetString());
        Assert.Equal("base64", echo.GetProperty("bodyEncoding").GetString());
    }

    [Fact]
    public async Task Records_what_was_sent_in_the_order_and_case_it_was_sent()
    {
        var time = new FakeTimeProvider();
        await using var the = await TheInspector.StartAsync(new() { Time = time });
        using var connection = await RawConnection.OpenAsync(the.Server.Address);

        await connection.SendAsync("BREW /Pot?x=%41&y HTTP/1.1\r\nzed: 1\r\nuser-AGENT: z\r\nHost: a\r\nzed:  two \r\nConnection: close\r\n\r\n");
        await connection.ReadToEndAsync();

        var request = Assert.Single(the.Server.Recorded);
        Assert.Equal("BREW", request.Method);
        Assert.Equal("/Pot?x=%41&y", request.Target);
        Assert.Equal(["zed: 1", "user-AGENT: z", "Host: a", "zed: two", "Connection: close"], request.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Assert.Equal(time.GetUtcNow(), request.Time);
        Assert.True(request.ClientPort > 0);
    }

    [Fact]
    public async Task Keeps_heads_and_bodies_of_one_connection_apart()
    {
        await using var the = await TheInspector.StartAsync();
        using var connection = await RawConnection.OpenAsync(the.Server.Address);

        await connection.SendAsync("POST /1 HTTP/1.1\r\nHost: a\r\nn: 1\r\nTransfer-Encoding: chunked\r\n\r\n14\r\nGET / HTTP/1.1\r\nx: y\r\n0\r\n\r\n"
            + "PUT /2 HTTP/1.1\r\nn: 2\r\nHost: a\r\nContent-Length: 6\r\n\r\nno: no"
            + "GET /3 HTTP/1.1\r\nn: 3\r\nhost: a\r\nConnection: close\r\n\r\n");
        await connection.ReadToEndAsync();

        Assert.Equal(["/1", "/2", "/3"], the.Server.Recorded.Select(request => request.Path));
        Assert.Equal(["1", "2", "3"], the.Server.Recorded.Select(request => request.Header("N")));
        Assert.Equal([3, 3, 3], the.Server.Recorded.Select(request => request.Headers.Count));
        Assert.Equal("no: no", Encoding.UTF8.GetString(the.Server.Recorded[1].Body.Span));
        Assert.Equal([1, 2, 3], the.Server.Recorded.Select(request => request.Number));
    }

    [Fact]
    public async Task Answers_a_request_to_upgrade_like_any_other()
    {
        await using var the = await TheInspector.StartAsync();
        using var connection = await RawConnection.OpenAsync(the.Server.Address);

        await connection.SendAsync("GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            + "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("/socket", the.Server.Recorded[0].Path);
    }

    [Fact]
    public async Task Counts_a_large_body_in_full_but_keeps_its_beginning()
    {
        await using var the = await TheInspector.StartAsync(new() { KeptBodyBytes = 5 });
        using var content = new StringContent("12 ä" + new string('x', 200_000));

        var response = await the.Client.PostAsync("/", content);

        var (request, _) = await the.ExchangeAsync();
        Assert.Equal(200_005, request.BodyLength);
        Assert.Equal("12 ä"u8.ToArray(), request.Body.ToArray());
        Assert.True(JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("bodyTruncated").GetBoolean());
    }

    [Fact]
    public async Task A_character_split_by_the_cut_does_not_make_a_body_binary()
    {
        await using var the = await TheInspector.StartAsync(new() { KeptBodyBytes = 4 });
        using var content = new StringContent("12 ää");

        var response = await the.Client.PostAsync("/", content);

        Assert.Equal("12 ", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("body").GetString());
    }

    [Fact]
    public async Task Remembers_the_last_thousand()
    {
        await using var the = await TheInspector.StartAsync();

        await the.StatusesAsync("/", 1002);

        Assert.Equal(1000, the.Server.Recorded.Count);
        Assert.Equal(3, the.Server.Recorded[0].Number);
    }

    [Fact]
    public async Task Tells_an_exchange_before_the_client_has_its_answer()
    {
        var told = 0;
        await using var server = await InspectorServer.StartAsync(new() { Exchanged = (_, _) => told++ }, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = server.Address };

        await client.GetStringAsync("/");

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Answers_head_without_a_body()
    {
        await using var the = await TheInspector.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");

        using var response = await the.Client.SendAsync(request);

        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_taken_port_is_told_as_such()
    {
        await using var the = await TheInspector.StartAsync();
        var options = new InspectorOptions { Port = the.Server.Address.Port };

        var exception = await Assert.ThrowsAsync<IOException>(() => InspectorServer.StartAsync(options, CancellationToken.None));

        Assert.IsType<AddressInUseException>(exception.InnerException);
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("*", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    public async Task Tells_an_address_that_can_be_called(string host, string expected)
    {
        await using var the = await TheInspector.StartAsync(new() { Host = host });

        Assert.Equal(expected, the.Server.Address.Host);
        Assert.Equal(200, await the.StatusAsync("/"));
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_answers_held_back()
    {
        var time = new SignallingTimeProvider();
        var the = await TheInspector.StartAsync(new() { Time = time });
        var pending = the.Client.GetAsync("/delay/1h");
        await time.Waiting;

        await the.Server.DisposeAsync();
        await the.Server.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        Assert.Equal(AnswerOutcome.Abandoned, (await the.ExchangeAsync()).Answer.Outcome);
        the.Client.Dispose();
    }
}
