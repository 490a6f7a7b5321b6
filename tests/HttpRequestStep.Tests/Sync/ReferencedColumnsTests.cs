using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary><c>"columns": "referenced"</c>: rather one column too many than one too few.</summary>
public sealed class ReferencedColumnsTests : IAsyncDisposable
{
    private const string All = "id name city note first-name";

    private static readonly RowSchema Schema = new(All.Split(' '));

    private readonly SyncHost _host = SyncHost.Create(services => services.AddHttpRequestSteps(options => options.Connections = new Dictionary<string, StepConnection>
    {
        ["c"] = new() { BaseUrl = "https://api.example.com", Headers = new Dictionary<string, TextList> { ["X"] = "{{ row.city }}" } },
    }));

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private string Of(SyncDefinition definition) => string.Join(' ', _host.Services.GetRequiredService<ReferencedColumns>().Of(definition, Schema));

    private SyncDefinition Definition(HttpRequestStep step) => _host.Parse(SourceReading.Sync("""{ "type": "csv", "path": "x" }""")) with { Triggers = new SyncTriggers { Changed = new SyncTrigger { Step = step } } };

    [Theory]
    [InlineData("plain text", "")]
    [InlineData("{{ row.name }}", "name")]
    [InlineData("{{row.name}}-{{ row['city'] }}", "name city")]
    [InlineData("{{ row.first-name }}", "first-name")]
    [InlineData("{{ row[\"first-name\"] | upcase }}", "first-name")]
    [InlineData("{{ row.name.first }}", "name")]
    [InlineData("{{ row.name | append: row.city | default: row.note }}", "name city note")]
    [InlineData("{{ sync.name }}", "name")]
    [InlineData("{{ run.id }}", "id")]
    [InlineData("{{ row_count }}{{ rows.size }}", "")]
    [InlineData("{{ rows[0].name }}{{ rows.first.city }}{{ rows.last['note'] }}", "name city note")]
    [InlineData("{% for r in rows %}{{ r.name }},{% endfor %}", "name")]
    [InlineData("{% for row in rows limit: 2 %}{% if row.city == 'x' %}{{ row.name }}{% elsif row.note %}a{% else %}b{% endif %}{% else %}{{ row.id }}{% endfor %}", "id name city note")]
    [InlineData("{% for r in rows offset: row.note %}{% for t in r.city %}{{ t }}{% endfor %}{% endfor %}", "city note")]
    [InlineData("{% unless row.city contains row.note %}x{% else %}{{ row.name }}{% endunless %}", "name city note")]
    [InlineData("{% case row.city %}{% when row.note %}{{ row.name }}{% else %}{{ row.id }}{% endcase %}", "id name city note")]
    [InlineData("{% assign x = row.city %}{{ x }}", "city")]
    [InlineData("{% assign x = row.city | plus: row.note %}{% capture y %}{{ row.name }}{% endcapture %}{{ x }}{{ y }}", "name city note")]
    [InlineData("{% liquid\nassign x = row.city\necho x\n%}", "city")]
    [InlineData("{% for i in (1..row.note) %}{{ i }}{% endfor %}", "note")]
    [InlineData("{% ifchanged %}{{ row.city }}{% endifchanged %}", "city")]
    [InlineData("{% raw %}{{ row.city }}{% endraw %}{% comment %}{{ row.note }}{% endcomment %}{{ row.name }}", "name")]
    [InlineData("{{ 'city' }}", "city")]
    [InlineData("{% assign k = 'name' %}{{ row[k] }}", All)]
    [InlineData("{{ row[row.city] }}", All)]
    [InlineData("{{ row[row.city].name }}", All)]
    [InlineData("{{ row }}", All)]
    [InlineData("{{ row | json }}", All)]
    [InlineData("{{ rows }}", All)]
    [InlineData("{{ rows | json }}", All)]
    [InlineData("{{ rows | map: 'name' | join: ',' }}", All)]
    [InlineData("{{ rows[0] }}", All)]
    [InlineData("{{ rows[0][x] }}", All)]
    [InlineData("{{ rows.first | json }}", All)]
    [InlineData("{{ row.nothing }}", All)]
    [InlineData("{% for r in rows %}{{ r | json }}{% endfor %}", All)]
    [InlineData("{% for r in rows %}{% assign x = r %}{{ x.name }}{% endfor %}", All)]
    [InlineData("{% assign sorted = rows | sort: 'name' %}{% for r in sorted %}{{ r.name }}{% endfor %}", All)]
    [InlineData("{% for pair in row %}{{ pair }}{% endfor %}", All)]
    [InlineData("{% for r in rows reversed %}{{ r.name }}{% endfor %}", "name")]
    [InlineData("{% cycle row.name, row.city %}", All)]
    [InlineData("{% if row %}x{% endif %}", All)]
    [InlineData("{{ x | default: row }}", All)]
    [InlineData("{% for t in row.city limit: row.note offset: row.name %}{{ t }}{% endfor %}", "name city note")]
    [InlineData("{{ row.city | default: row.note, allow_false: row.name }}", "name city note")]
    [InlineData("{%- if row.city and row.note or row.name != blank -%}x{%- endif -%}", "name city note")]
    [InlineData("{% if row.city > 1 %}{% if row.note <= 2 %}{% unless row.name %}x{% endunless %}{% endif %}{% endif %}", "name city note")]
    [InlineData("{% for r in rows %}{% for s in rows %}{{ r.city }}{{ s.note }}{{ forloop.parentloop.index }}{% endfor %}{% endfor %}", "city note")]
    [InlineData("{% for r in rows %}{% for s in r %}{{ s }}{% endfor %}{% endfor %}", All)]
    [InlineData("{% for r in rows %}{{ rows[forloop.index0].city }}{% endfor %}", "city")]
    [InlineData("{% capture x %}{{ row | json }}{% endcapture %}", All)]
    [InlineData("{% liquid\nfor r in rows\n  echo r\nendfor\n%}", All)]
    [InlineData("{% tablerow r in rows %}{{ r.city }}{% endtablerow %}", All)]
    [InlineData("{% not a tag %}", All)]
    public void A_template_names_its_columns(string template, string expected)
    {
        var columns = new TemplateColumns(Schema);
        columns.Add(template);
        Assert.Equal(expected, string.Join(' ', columns.Found));
    }

    [Theory]
    [InlineData(""" "url": "https://a/{{ row.city }}" """, "city")]
    [InlineData(""" "url": "https://a/", "headers": { "X": ["a", "{{ row.city }}"] }, "query": { "q": "{{ row.note }}" } """, "city note")]
    [InlineData(""" "url": "https://a/", "body": { "type": "json", "value": { "a": [ { "b": "x{{ row.city }}" } ] } } """, "city")]
    [InlineData(""" "url": "https://a/", "body": { "type": "json", "value": "{{ rows }}" } """, All)]
    [InlineData(""" "url": "https://a/", "body": { "type": "jsonTemplate", "template": "[{% for r in rows %}\"{{ r.note }}\",{% endfor %}]" } """, "note")]
    [InlineData(""" "url": "https://a/", "body": { "type": "column", "column": "city" } """, "city")]
    [InlineData(""" "url": "https://a/", "body": { "type": "mapping", "fields": [ { "to": "x", "from": "city" }, { "to": "y", "template": "{{ row.note }}" }, { "to": "z", "value": 1 } ] } """, "city note")]
    [InlineData(""" "url": "https://a/", "body": { "type": "urlEncoded", "fields": { "a": "{{ row.city }}", "b": { "value": "{{ row.note }}", "secret": true } } } """, "city note")]
    [InlineData(""" "url": "https://a/", "body": { "type": "formData", "fields": [ { "type": "text", "name": "{{ row.city }}", "value": "{{ row.note }}" } ] } """, "city note")]
    [InlineData(""" "url": "https://a/", "authentication": { "type": "bearer", "token": "{{ row.note }}" }, "signing": { "type": "hmac", "secret": "{{ row.city }}" } """, "city note")]
    [InlineData(""" "url": "https://a/", "idempotencyKey": "{{ row.note }}" """, "note")]
    [InlineData(""" "url": "/x", "connection": "c" """, "city")]
    public void Every_text_of_a_step_counts(string step, string expected) => Assert.Equal(expected, Of(Definition(_host.Services.GetRequiredService<StepReader>().Parse("{" + step + "}"))));

    [Fact]
    public void Every_trigger_and_the_connection_of_the_sync_count()
    {
        var definition = Definition(new HttpRequestStep { Url = "/{{ row.name }}" }) with { Connection = "c" };
        definition = definition with { Triggers = definition.Triggers with { Removed = new SyncTrigger { Step = new HttpRequestStep { Url = "https://a/{{ row.note }}" } } } };
        Assert.Equal("name city note", Of(definition));
    }

    [Fact]
    public void A_body_of_the_host_s_own_may_use_any_column() =>
        Assert.Equal(All, Of(Definition(new HttpRequestStep { Url = "https://a/", Body = new ExtensionPointTests.CsvBody { Cells = ["a"] } })));

    [Fact]
    public async Task A_change_in_a_column_that_is_not_referred_to_sends_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var sync = $$$"""
            {
              "name": "s", "source": { "type": "csv", "path": "f" }, "primaryKey": "id", "columns": "referenced",
              "triggers": {
                "added": { "step": { "method": "POST", "url": "{{{server.Url}}}/{{ row.id }}", "body": { "type": "mapping", "fields": [ { "to": "name", "from": "name" } ] } } },
                "changed": { "step": { "method": "PUT", "url": "{{{server.Url}}}/{{ row.id }}", "body": { "type": "mapping", "fields": [ { "to": "name", "from": "name" } ] } } }
              }
            }
            """;
        _host.Write("f", "id,name,city\n1,Ada,London\n2,Bob,Paris\n");
        Assert.Equal(new SyncRowCounts { Read = 2, Added = 2 }, (await _host.RunAsync(sync)).Rows);
        _host.Write("f", "id,name,city,new\n1,Ada,Oslo,x\n2,Bob,Rome,y\n");
        Assert.Equal(new SyncRowCounts { Read = 2, Unchanged = 2 }, (await _host.RunAsync(sync)).Rows);
        Assert.Equal(2, server.Seen.Count);
        _host.Write("f", "id,name,city\n1,Ada L.,Oslo\n2,Bob,Rome\n");
        Assert.Equal(new SyncRowCounts { Read = 2, Unchanged = 1, Changed = 1 }, (await _host.RunAsync(sync)).Rows);
        Assert.Equal("/1", server.Last.Target);
    }
}
