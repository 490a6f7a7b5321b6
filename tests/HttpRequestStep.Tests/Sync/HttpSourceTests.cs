using System.Globalization;
using HttpRequestSteps.Sync;
using Microsoft.AspNetCore.Http;

namespace HttpRequestSteps.Tests.Sync;

public sealed class HttpSourceTests : IAsyncDisposable
{
    private readonly SyncHost _host = SyncHost.Create();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private static string Source(TestServer server, string more = "", string step = "") => $$"""{ "type": "http", "step": { "url": "{{server.Url}}/rows"{{step}} }{{more}} }""";

    [Fact]
    public async Task One_page_is_read_without_pagination()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""[{"id":1,"a":1.50},{"id":2}]"""));
        Assert.Equal(["id=1 a=1.50", "id=2 a=null"], await _host.ReadAsync(Source(server)));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task The_step_sees_the_page_it_asks_for()
    {
        await using var server = await TestServer.PlayAsync(
            TestServer.Json("""{ "items": [{"id":1},{"id":2}], "next": 77 }"""), TestServer.Json("""{ "items": [], "next": "x" }"""), TestServer.Json("""{ "items": [{"id":3}] }"""));
        var rows = await _host.ReadAsync(Source(
            server, """, "items": "items", "pagination": { "type": "cursor", "path": "next" }""", """, "method": "POST", "body": { "type": "json", "value": { "cursor": "{{ page.cursor }}", "from": "{{ page.offset }}", "page": "{{ page.number }}", "for": "{{ sync.name }}" } }"""));
        Assert.Equal(["id=1", "id=2", "id=3"], rows);
        Assert.Equal(
            ["""{"cursor":null,"from":0,"page":1,"for":"s"}""", """{"cursor":"77","from":2,"page":2,"for":"s"}""", """{"cursor":"x","from":2,"page":3,"for":"s"}"""],
            server.Seen.Select(seen => seen.Text));
    }

    [Theory]
    [InlineData("""{ "type": "page", "parameter": "p" }""", "/rows?size=2&p=1", "/rows?size=2&p=2", "/rows?size=2&p=3")]
    [InlineData("""{ "type": "page", "first": 0 }""", "/rows?size=2&page=0", "/rows?size=2&page=1", "/rows?size=2&page=2")]
    [InlineData("""{ "type": "offset" }""", "/rows?size=2&offset=0", "/rows?size=2&offset=2", "/rows?size=2&offset=3")]
    public async Task Numbered_pages_end_with_the_first_that_is_empty_not_with_a_short_one(string pagination, params string[] targets)
    {
        await using var server = await TestServer.PlayAsync(TestServer.Json("""[{"id":1},{"id":2}]"""), TestServer.Json("""[{"id":3}]"""), TestServer.Json("[]"));
        Assert.Equal(["id=1", "id=2", "id=3"], await _host.ReadAsync(Source(server, $", \"pagination\": {pagination}", """, "query": { "size": "2" }""")));
        Assert.Equal(targets, server.Seen.Select(seen => seen.Target));
    }

    [Fact]
    public async Task A_next_address_is_asked_for_as_it_is()
    {
        await using var server = await TestServer.PlayAsync(
            TestServer.Json("""{ "items": [{"id":1}], "next": "?after=%7B%7B%20secrets.x%20%7D%7D&size=2" }"""), TestServer.Json("""{ "items": [{"id":2}], "next": "/more?size=2" }"""), TestServer.Json("""{ "items": [{"id":3}], "next": null }"""));
        await _host.ReadAsync(Source(server, """, "items": "items", "pagination": { "type": "nextUrl", "path": "next" }""", """, "query": { "size": "2", "expand": "all" }, "authentication": { "type": "bearer", "token": "t" }"""));
        Assert.Equal(["/rows?size=2&expand=all", "/rows?after=%7B%7B%20secrets.x%20%7D%7D&size=2", "/more?size=2"], server.Seen.Select(seen => seen.Target));
        Assert.All(server.Seen, seen => Assert.Equal("Bearer t", seen.Header("Authorization")));
    }

    [Theory]
    [InlineData("http://localhost:1/x")]
    [InlineData("//127.0.0.1:1/x")]
    [InlineData("https://example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("http://user:password@HOST/x")]
    public async Task No_page_leads_to_another_origin(string next)
    {
        await using var server = await TestServer.StartAsync(context => TestServer.Json($$"""{ "items": [{"id":1}], "next": "{{next.Replace("HOST", context.Request.Host.Value, StringComparison.Ordinal)}}" }""")(context));
        var message = await _host.FailureAsync(Source(server, """, "items": "items", "pagination": { "type": "nextUrl", "path": "next" }"""));
        Assert.StartsWith($"Page 1: the next page is not at {server.Url}, where the first was asked for.", message, StringComparison.Ordinal);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_redirect_does_not_move_the_origin()
    {
        await using var other = await TestServer.StartAsync(TestServer.Body("""[{"id":1}]"""u8.ToArray(), "application/json", ("Link", "</next>; rel=next")));
        await using var server = await TestServer.StartAsync(TestServer.Status(302, ("Location", other.Url + "/x")));
        var message = await _host.FailureAsync(Source(server, """, "pagination": { "type": "link" }""", """, "followRedirects": true, "authentication": { "type": "bearer", "token": "t" }"""));
        Assert.StartsWith($"Page 1: the next page is not at {server.Url}", message, StringComparison.Ordinal);
        Assert.Single(other.Seen);
    }

    [Theory]
    [InlineData("""{ "type": "page" }""", "Page 2: it has the same rows as a page before it.")]
    [InlineData("""{ "type": "cursor", "path": "next", "parameter": "c" }""", "Page 2: it has the same rows as a page before it.")]
    public async Task A_page_that_comes_again_is_an_error(string pagination, string message)
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{ "items": [{"id":1}], "next": "a" }"""));
        Assert.StartsWith(message, await _host.FailureAsync(Source(server, $", \"items\": \"items\", \"pagination\": {pagination}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_go_round_in_a_circle_are_an_error()
    {
        var id = 0;
        await using var server = await TestServer.StartAsync(context => TestServer.Json($$"""{ "items": [{"id":{{++id}}}], "next": "{{(id % 2 == 0 ? "a" : "b")}}" }""")(context));
        Assert.Equal("Page 4: it is asked for again: the pages go round in a circle.", await _host.FailureAsync(Source(server, """, "items": "items", "pagination": { "type": "cursor", "path": "next", "parameter": "c" }""")));
    }

    [Fact]
    public async Task More_pages_than_allowed_are_an_error()
    {
        var id = 0;
        await using var server = await TestServer.StartAsync(context => TestServer.Json($$"""[{"id":{{++id}}}]""")(context));
        Assert.Equal("There are more than 3 pages (\"maxPages\").", await _host.FailureAsync(Source(server, """, "maxPages": 3, "pagination": { "type": "page" }""")));
        Assert.Equal(3, server.Seen.Count);
    }

    [Theory]
    [InlineData("""{ "data": [] }""", "items", "Page 1: there is no array at \"items\" in the body.")]
    [InlineData("""{ "items": null }""", "items", "Page 1: there is no array at \"items\" in the body.")]
    [InlineData("""{ "items": [] }""", "", "Page 1: the body is no array; say under \"items\" where in it the rows are.")]
    [InlineData("""[{"id":1},2]""", "", "Page 1, row 2: a row is a JSON object, and this is a number.")]
    [InlineData("""{ "items": [], "next": {} }""", "items", "Page 1: what stands at \"next\" is neither a text nor a number.")]
    public async Task An_answer_without_rows_is_not_an_empty_one(string body, string items, string message)
    {
        await using var server = await TestServer.StartAsync(TestServer.Json(body));
        Assert.Equal(message, await _host.FailureAsync(Source(server, $$""", "items": "{{items}}", "pagination": { "type": "cursor", "path": "next", "parameter": "c" }""")));
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_an_error()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body("<html>"u8.ToArray(), "text/html"));
        Assert.Equal("Page 1: the body is not JSON.", await _host.FailureAsync(Source(server)));
    }

    [Fact]
    public async Task A_page_that_fails_is_an_error_after_the_retries_of_its_step()
    {
        await using var server = await TestServer.StartAsync(context =>
            context.Request.Query["page"] == "1" ? TestServer.Json("""[{"id":1}]""")(context) : TestServer.Status(503)(context));
        var message = await _host.FailureAsync(Source(server, """, "pagination": { "type": "page" }""", """, "retry": { "maxAttempts": 3, "backoff": "none" }"""));
        Assert.StartsWith("Page 2: ", message, StringComparison.Ordinal);
        Assert.Contains("503", message, StringComparison.Ordinal);
        Assert.Equal(4, server.Seen.Count);
    }

    [Fact]
    public async Task A_failure_that_a_step_continues_after_is_still_an_error()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body(404, "[]"u8.ToArray(), "application/json"));
        Assert.StartsWith("Page 1: ", await _host.FailureAsync(Source(server, string.Empty, """, "onFailure": "continueOnAllErrors" """)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_only_a_later_page_has_is_an_error_unless_the_columns_are_listed()
    {
        await using var server = await TestServer.StartAsync(context => TestServer.Json(context.Request.Query["page"].ToString() switch
        {
            "1" => "[{\"id\":1},{\"id\":2,\"a\":1}]",
            "2" => "[{\"id\":3,\"b\":1}]",
            _ => "[]",
        })(context));
        const string pages = """, "pagination": { "type": "page" }""";
        Assert.StartsWith("Page 2, row 1: the property \"b\" is not one of the columns that were found before (\"id\", \"a\").", await _host.FailureAsync(Source(server, pages)), StringComparison.Ordinal);
        Assert.Equal(["id=1 b=null", "id=2 b=null", "id=3 b=1"], await _host.ReadAsync(Source(server, pages + """, "columns": ["id", "b"]""")));
    }

    [Fact]
    public async Task Egress_and_secrets_are_those_of_steps()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create(services => services.AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = false));
        Assert.StartsWith("Page 1: The destination is not a public address", await host.FailureAsync(Source(server)), StringComparison.Ordinal);
        Assert.Empty(server.Seen);
        Assert.Contains("The secret \"none\" is not known", await _host.FailureAsync(Source(server, string.Empty, """, "headers": { "X": "{{ secrets.none }}" }""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_breaks_off_sends_nothing_and_removes_nothing()
    {
        var isBroken = false;
        await using var target = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync(context =>
        {
            var page = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);
            return isBroken && page == 6
                ? Abort(context)
                : TestServer.Json(page > 20 ? "[]" : $"[{string.Join(',', Enumerable.Range(page * 100, 100).Select(id => $"{{\"id\":{id}}}"))}]")(context);
        });
        var sync = SourceReading.Sync(Source(server, """, "pagination": { "type": "page" }"""), target.Url);
        Assert.Equal(new SyncRowCounts { Read = 2000, Added = 2000 }, (await _host.RunAsync(sync)).Rows);
        isBroken = true;
        var sent = target.Seen.Count;
        var broken = await _host.RunAsync(sync);
        Assert.Equal(SyncOutcome.Failed, broken.Outcome);
        Assert.StartsWith("Page 6: ", broken.Message, StringComparison.Ordinal);
        isBroken = false;
        Assert.Equal(new SyncRowCounts { Read = 2000, Unchanged = 2000 }, (await _host.RunAsync(sync)).Rows);
        Assert.Equal(sent, target.Seen.Count);
    }

    [Theory]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/{{ x" } }""", "$.source.step.url")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/", "headrs": {} } }""", "$.source.step.headrs")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/", "connection": "none" } }""", "$.source.step.connection")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/", "response": { "type": "text" } } }""", "$.source.step.response.type")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/" }, "items": "a." }""", "$.source.items")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/" }, "maxPages": 0 }""", "$.source.maxPages")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/" }, "columns": [""] }""", "$.source.columns")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/" }, "pagination": { "type": "pages" } }""", "$.source.pagination.type")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/" }, "pagination": { "type": "cursor", "path": "" } }""", "$.source.pagination.path")]
    [InlineData("""{ "type": "http", "step": { "url": "https://a/", "query": { "page": "1" } }, "pagination": { "type": "page" } }""", "$.source.pagination.parameter")]
    public void What_does_not_hold_is_told_at_its_place(string source, string path) =>
        Assert.Equal(path, Assert.Single(_host.Reader.Read(SourceReading.Sync(source)).Errors).Path);

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
