using System.Text.Json;
using HttpRequestSteps.Sync;
using HttpRequestSteps.Tests.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>C5: pagination, as the source of a sync.</summary>
public sealed class PaginationFaults : SyncFaultTests
{
    private const string NextUrl = """{ "type": "nextUrl", "path": "next" }""";
    private const string Cursor = """{ "type": "cursor", "path": "next", "parameter": "c" }""";

    private static SyncDefinition Pages(SyncHost host, TestServer source, TestServer destination, string pagination) => Rows(destination, host.Parse($$$"""
        {
          "name": "rows",
          "source": { "type": "http", "step": { "url": "{{{source.Url}}}/p", "followRedirects": true, "headers": { "X-Planted": "{{ secrets.planted }}" } }, "items": "items", "pagination": {{{pagination}}}, "maxPages": 9 },
          "primaryKey": "id",
          "triggers": { "added": { "step": { "url": "http://127.0.0.1:1/" } } }
        }
        """).Source);

    private static RequestDelegate Page(string ids, string next = "null") => TestServer.Json($$"""{ "items": [{{string.Join(',', ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => $"{{\"id\":{id}}}"))}}], "next": {{next}} }""");

    [Fault("the next page is at another origin, or private")]
    [Promise(Outcome = "that page is not asked for; nothing is sent; the run fails and says where the page is not")]
    public async Task F088_NextPageElsewhere()
    {
        await using var canary = await TestServer.StartAsync(Page("2"));
        await using var destination = await TestServer.StartAsync();
        foreach (var next in new[] { canary.Url + "/p", "//127.0.0.1:" + canary.Port, "http://169.254.169.254/latest/", "http://10.0.0.1/", "http://localhost/", "file:///etc/passwd" })
        {
            await using var source = await TestServer.StartAsync(Page("1", JsonSerializer.Serialize(next)));
            await using var host = Host();
            Stops(await RunAsync(host, Pages(host, source, destination, NextUrl)), SyncOutcome.Failed, $"Page 1: the next page is not at {source.Url}");
            await using var linking = await TestServer.StartAsync(TestServer.Body("""{ "items": [{ "id": 1 }] }"""u8.ToArray(), "application/json", ("Link", $"<{next}>; rel=\"next\"")));
            Stops(await RunAsync(host, Pages(host, linking, destination, """{ "type": "link" }""")), SyncOutcome.Failed, $"Page 1: the next page is not at {linking.Url}");
            Assert.Equal((1, 1), (source.Seen.Count, linking.Seen.Count));
        }

        // A page of the same origin that redirects there is not followed to a private address either.
        await using var redirects = await TestServer.PlayAsync(Page("1", "\"/more\""), TestServer.Status(302, ("Location", canary.Url)));
        await using var guarded = Host(services => services.AddHttpRequestSteps(options =>
        {
            options.Egress.AllowPrivateNetworks = false;
            options.Egress.AllowedNetworks.Add($"127.0.0.1:{redirects.Port}");
        }));
        Stops(await RunAsync(guarded, Pages(guarded, redirects, destination, NextUrl)), SyncOutcome.Failed, "Page 2: ");
        Assert.Equal(2, redirects.Seen.Count);
        Assert.Empty(canary.Seen);
        Assert.Empty(destination.Seen);
    }

    [Fault("pages loop, are empty for ever, repeat their cursor")]
    [Promise(Outcome = "nothing is sent; the run fails and says at which page", Note = "at the latest after `maxPages`")]
    public async Task F089_PagesWithoutEnd()
    {
        var n = 0;
        await using var destination = await TestServer.StartAsync();
        await using var host = Host();
        foreach (var (answer, pagination, pages, why) in new (RequestDelegate, string, int, string)[]
        {
            (context => Page($"{++n}", "\"/p\"")(context), NextUrl, 2, "Page 3: it is asked for again"),
            (context => Page($"{++n}", n % 2 == 0 ? "\"/p?x=1\"" : "\"/p?x=2\"")(context), NextUrl, 3, "Page 4: it is asked for again"),
            (context => Page($"{++n}", "\"same\"")(context), Cursor, 2, "Page 3: it is asked for again"),
            (Page("1", "\"same\""), Cursor, 2, "Page 2: it has the same rows as a page before it"),
            (Page("1"), """{ "type": "page" }""", 2, "Page 2: it has the same rows as a page before it"),
            (context => Page(string.Empty, $"\"c{++n}\"")(context), Cursor, 9, "There are more than 9 pages"),
            (context => Page($"{++n}")(context), """{ "type": "page" }""", 9, "There are more than 9 pages"),
        })
        {
            n = 0;
            await using var source = await TestServer.StartAsync(answer);
            Stops(await RunAsync(host, Pages(host, source, destination, pagination)), SyncOutcome.Failed, why);
            Assert.Equal(pages, source.Seen.Count);
        }

        Assert.Empty(destination.Seen);
    }

    [Fault("the seventh page fails")]
    [Promise(Outcome = "nothing is sent, nothing counts as removed; the run fails and says which page")]
    [Differs("the rows of six pages are no source: there is no partial result, and the next run reads from the first page on")]
    public async Task F090_SeventhPageFails()
    {
        RequestDelegate seventh = Page("70");
        await using var source = await TestServer.StartAsync(context =>
            (context.Request.Query["page"].ToString() switch { "7" => seventh, "8" => Page(string.Empty), var page => Page(page + "0 " + page + "1") })(context));
        await using var destination = await TestServer.StartAsync();
        await using var host = Host();
        var sync = Pages(host, source, destination, """{ "type": "page" }""");
        Assert.Equal(13, (await RunAsync(host, sync)).Triggers["added"].Delivered);
        var sent = destination.Seen.Count;
        foreach (var (fault, why) in new (RequestDelegate, string)[]
        {
            (TestServer.Status(500), "500"),
            (TestServer.Status(404), "404"),
            (static context => { context.Abort(); return Task.CompletedTask; }, "Page 7: "),
            (TestServer.Json("""{ "items": [{"id":70}"""), "Page 7: "),
            (TestServer.Json("""{ "error": "try later" }"""), "there is no array at \"items\""),
        })
        {
            seventh = fault;
            var report = await RunAsync(host, sync);
            Stops(report, SyncOutcome.Failed, why);
            Assert.StartsWith("Page 7: ", report.Message, StringComparison.Ordinal);
        }

        seventh = Page("70");
        Assert.Equal(new SyncRowCounts { Read = 13, Unchanged = 13 }, (await RunAsync(host, sync)).Rows);
        Assert.Equal(sent, destination.Seen.Count);
    }
}
