using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What a trigger does not have is told when the definition is read, and only what is certain.</summary>
public sealed class RowNamesTests : IAsyncDisposable
{
    private readonly SyncHost _host = SyncHost.Create();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private (string Path, string Message)[] Errors(string trigger, string more = "") =>
        [.. _host.Reader.Read($$"""
            { "name": "contacts", "source": { "type": "csv", "path": "a.csv" }, "primaryKey": "id", "triggers": { "added": { {{trigger}} } }{{more}} }
            """).Errors.Select(error => (error.Path, error.Message))];

    [Theory]
    [InlineData("""  "method": "POST", "url": "http://a/{{ row.id }}"  """, "url")]
    [InlineData("""  "method": "POST", "url": "http://a/", "body": { "type": "json", "value": { "a": ["{{ row }}"] } }  """, "body.value.a[0]")]
    [InlineData("""  "method": "POST", "url": "http://a/", "headers": { "X-Id": "{{ row.id | upcase }}" }  """, "headers['X-Id']")]
    [InlineData("""  "method": "POST", "url": "http://a/", "body": { "type": "jsonTemplate", "template": "[{% for r in rows %}{{ row.id }}{% endfor %}]" }  """, "body.template")]
    [InlineData("""  "method": "POST", "url": "http://a/", "body": { "type": "jsonTemplate", "template": "[{% for row in rows %}{{ row.id }}{% endfor %}{{ row.id }}]" }  """, "body.template")]
    [InlineData("""  "method": "POST", "url": "http://a/", "body": { "type": "jsonTemplate", "template": "[{% for tag in row.tags %}{{ tag }}{% endfor %}]" }  """, "body.template")]
    public void A_row_in_a_batch_is_an_error(string step, string path)
    {
        var (at, message) = Assert.Single(Errors($$""" "batchSize": true, "step": { {{step}} } """));
        Assert.Equal("$.triggers.added.step." + path, at);
        Assert.Contains("{% for row in rows %}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ rows }}", "body.value")]
    [InlineData("{% for row in rows %}{{ row.id }}{% endfor %}", "body.value")]
    [InlineData("{{ rows[0].id }}", "body.value")]
    public void Rows_without_a_batch_are_an_error(string value, string path)
    {
        var (at, message) = Assert.Single(Errors($$""" "step": { "method": "POST", "url": "http://a/", "body": { "type": "json", "value": "{{value}}" } } """));
        Assert.Equal("$.triggers.added.step." + path, at);
        Assert.Contains("write row instead of rows", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "{% for row in rows %}{{ row.id }}{% endfor %}")]
    [InlineData("true", "{% if row %}{{ row.id }}{% endif %}{{ row_count }}")]
    [InlineData("true", "{% assign row = rows[0] %}{{ row.id }}")]
    [InlineData("true", "{% capture row %}x{% endcapture %}{{ row }}")]
    [InlineData("true", "{% if row_count > 0 %}{% assign row = rows[0] %}{% endif %}{{ row.id }}")]
    [InlineData("true", "{% case row_count %}{% when 1 %}{% assign row = rows[0] %}{% else %}{% capture row %}several{% endcapture %}{% endcase %}{{ row }}")]
    [InlineData("true", "{% unless row %}{% assign row = rows[0] %}{% endunless %}{{ row.id }}")]
    [InlineData("true", "{% for r in rows %}{% else %}{% assign row = 'none' %}{% endfor %}{{ row }}")]
    [InlineData("true", "{{ row.id | default: 'none' }}")]
    [InlineData("true", "{% raw %}{{ row.id }}{% endraw %}")]
    [InlineData("true", "{{ rows | map: 'row' | join: ',' }}")]
    [InlineData("null", "{{ row.rows }}")]
    [InlineData("null", "{% if rows %}{{ rows }}{% else %}{{ row.id }}{% endif %}")]
    public void What_may_be_meant_is_none(string batchSize, string template) => Assert.Empty(
        Errors($$$""" "batchSize": {{{batchSize}}}, "step": { "description": "prints {{ row }} and {{ rows }}", "method": "POST", "url": "http://a/", "body": { "type": "raw", "content": {{{System.Text.Json.JsonSerializer.Serialize(template)}}} } } """));

    [Fact]
    public void Where_what_is_missing_prints_as_nothing_it_does_not_fail() =>
        Assert.Empty(Errors(""" "batchSize": 5, "step": { "undefinedVariables": "empty", "method": "POST", "url": "http://a/", "body": { "type": "raw", "content": "{{ row.id }}" } } """));

    [Fact]
    public void An_answer_that_tells_rows_apart_needs_a_batch()
    {
        const string Step = """ "step": { "method": "POST", "url": "http://a/" } """;
        const string Response = """, "batchResponse": { "results": "items" } """;
        Assert.Equal("$.batchResponse", Assert.Single(Errors(Step, Response)).Path);
        Assert.Empty(Errors(""" "batchSize": 10, """ + Step, Response));
    }
}
