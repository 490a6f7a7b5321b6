using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

/// <summary>A row more costs no memory beyond its place in the pooled body.</summary>
public sealed class RowMemoryTests
{
    private const string Mapping = """
        "type": "mapping", "root": "items", "fields": [
          { "to": "id", "from": "id" }, { "to": "customer.name", "from": "name" }, { "to": "customer.tags[0]", "value": "new" }, { "to": "price", "from": "price" },
          { "to": "text", "from": "id", "as": "string" }, { "to": "number", "from": "digits", "as": "number" }, { "to": "flag", "from": "flag", "as": "boolean" }, { "to": "json", "from": "json", "as": "json" } ]
        """;

    private const string Column = """ "type": "column", "column": "json" """;

    private const string Template = """
        "type": "jsonTemplate", "escape": "json", "template": "[{% for row in rows limit: 5 %}{{ row.id }},{% endfor %}{% for row in rows offset: continue %}{\"a\":\"{% cycle 'x', 'y' %}{% cycle 'g': row.flag, row.id %}{% ifchanged %}{{ row.flag }}{% endifchanged %}\"},{% endfor %}]"
        """;

    private const string Table = """
        "type": "raw", "content": "{% if rows %}{% tablerow row in rows cols: 3 %}{{ row.flag }}{{ tablerowloop.col }}{% if tablerowloop.col_last %}.{% endif %}{% endtablerow %}{% endif %}"
        """;

    [Theory]
    [InlineData(Template, false)]
    [InlineData(Template, true)]
    [InlineData(Table, false)]
    [InlineData(Table, true)]
    [InlineData(Mapping, false)]
    [InlineData(Mapping, true)]
    [InlineData(Column, false)]
    [InlineData(Column, true)]
    public async Task Rows_are_rendered_without_allocations_of_their_own(string body, bool isJson)
    {
        await using var host = StepHost.Create();
        var preparer = host.Services.GetRequiredService<StepPreparer>();
        var step = host.Reader.Parse($$"""{ "method": "POST", "url": "http://server/", "body": { {{body}} } }""");
        var (few, many) = (Input(10, isJson), Input(410, isJson));

        // The first renders fill the pools and are compiled.
        for (var i = 0; i < 20; i++)
        {
            Allocated(preparer, step, few);
            Allocated(preparer, step, many);
        }

        var (ofFew, ofMany) = (Least(() => Allocated(preparer, step, few)), Least(() => Allocated(preparer, step, many)));
        Assert.InRange(ofMany - ofFew, long.MinValue, 400);
    }

    private static long Least(Func<long> measure) => Enumerable.Range(0, 20).Min(_ => measure());

    private static long Allocated(StepPreparer preparer, HttpRequestStep step, StepInput input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var prepared = preparer.PrepareAsync(step, input, CancellationToken.None).AsTask();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(prepared.IsCompletedSuccessfully);
        prepared.Result.Request.Dispose();
        return allocated;
    }

    private static StepInput Input(int count, bool isJson)
    {
        var rows = Enumerable.Range(0, count).Select(id => new Dictionary<string, object?>
        {
            ["id"] = id,
            ["name"] = "Ada \"L\"",
            ["price"] = 12.50m,
            ["digits"] = "12345678901234567890.10",
            ["flag"] = "true",
            ["json"] = "{\"a\":[1,\"caf\u00e9\"]}",
        }).ToList();
        return new StepInput { ["rows"] = isJson ? JsonElement.Parse(JsonSerializer.Serialize(rows)) : rows };
    }
}
