using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A row whose values are kept encoded means what a row of objects means.</summary>
public sealed class EncodedRowTests
{
    private static readonly RowSchema Schema = new("id", "v", "a");

    private static readonly object?[] Values =
    [
        null, true, false, string.Empty, "plain", "quote \" back \\ line \n tab \t", "caf\u00e9 \u4e2d \ud55c\uae00 \U0001F600", "half \ud800", "\ud55c \udc00", new string('x', 5000) + "\u00e9",
        0, 42, -7L, long.MaxValue, long.MinValue, ulong.MaxValue, 1.5, -0.0, 1e300, 12.50m, 3.25f,
        new DateTime(2026, 11, 25, 1, 2, 3, DateTimeKind.Utc), new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.FromHours(2)), new DateOnly(2026, 2, 28), new TimeOnly(23, 59), TimeSpan.FromSeconds(90),
        Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), new byte[] { 1, 2, 255 }, JsonElement.Parse("{\"b\":[1,\"x\"]}"), JsonElement.Parse("1.0"), JsonElement.Parse("\"text\""), JsonElement.Parse("[]"),
    ];

    private static readonly string[] Templates =
    [
        "{% for row in rows %}{{ row.v }}|{% endfor %}", "{% for row in rows %}{{ row.v | upcase | append: '!' }}|{% endfor %}", "{% for row in rows %}{{ row.v | default: 'none' }}|{% endfor %}",
        "{% for row in rows %}{% if row.v %}yes{% else %}no{% endif %}{% if row.v == 'plain' %}=={% endif %}{% if row.v > 5 %}>{% endif %}{% endfor %}", "{% for row in rows %}{{ row.v | json }},{{ row['v'] }}{{ row.v.size }}{% endfor %}",
        "{% for row in rows %}{% assign w = row.v %}{{ w }}{{ row | json }}{% endfor %}", "{{ rows[0].v }}{{ rows | json }}", "{% for row in rows %}{{ row.missing }}{% endfor %}", "{% for row in rows %}{% for c in row %}{{ c }}{% endfor %}{% endfor %}",
        "{% for v in rows %}{{ v.v }}{{ v.id }}{{ v.a }}{% endfor %}",
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, Values.Length)];

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Templates_print_the_same(int index)
    {
        var (encoded, plain, _) = Inputs(index);
        foreach (var template in Templates)
        {
            BothWays.AreEqual(template, plain);
            var text = BothWays.Compile(template, byFluid: false);
            Assert.Equal(BothWays.Render(text, plain), BothWays.Render(text, encoded));
            Assert.Equal(BothWays.RenderUtf8(text, plain), BothWays.RenderUtf8(text, encoded));
        }
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task Mappings_and_trees_write_the_same(int index)
    {
        await using var host = StepHost.Create();
        var (encoded, plain, _) = Inputs(index);
        string[] bodies =
        [
            """ "type": "mapping", "root": "items", "fields": [ { "to": "v", "from": "v" }, { "to": "x.id", "from": "id" } ] """,
            """ "type": "mapping", "root": "items", "fields": [ { "to": "v", "from": "v", "as": "string" } ] """,
            """ "type": "json", "value": { "rows": "{{ rows }}", "first": "{{ rows[0].v }}" } """,
        ];
        foreach (var body in bodies)
        {
            var step = host.Reader.Parse($$"""{ "method": "POST", "url": "http://server/", "body": { {{body}} } }""");
            Assert.Equal(await RenderedAsync(host, step, plain), await RenderedAsync(host, step, encoded));
        }
    }

    [Fact]
    public void A_value_that_is_changed_is_the_rows_own()
    {
        var row = Inputs(4).Rows[0];
        row[1] = "other";
        Assert.Equal("other", row["v"]);
        Assert.False(row.TryCell(1, out _));
        Assert.Equal([1L, "other", "a"], row.Values.ToArray());
    }

    [Fact]
    public void An_ordinal_that_does_not_exist_is_refused()
    {
        var row = Inputs(4).Rows[0];
        Assert.Throws<IndexOutOfRangeException>(() => row[3]);
        Assert.Throws<IndexOutOfRangeException>(() => row[-1]);
    }

    private static async Task<string> RenderedAsync(StepHost host, HttpRequestStep step, StepInput input)
    {
        try
        {
            return (await host.Executor.RenderAsync(step, input)).BodyText!;
        }
        catch (HttpRequestStepException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>The same three rows as a batch of a plan has them, and as objects that were once such a batch.</summary>
    private static (StepInput Encoded, StepInput Plain, Row[] Rows) Inputs(int index)
    {
        var codec = new RowCodec(Schema);
        var batch = new RowBuffer();
        batch.Byte((byte)ChangeKind.Added);
        batch.Number(3);
        var decoded = new List<Row>();
        for (var i = 1; i <= 3; i++)
        {
            var bytes = new RowBuffer();
            codec.Encode(new Row(Schema, i, i == 2 ? "between" : Values[index], "a"), bytes, new (int, int)[Schema.Count]);
            decoded.Add(codec.Decode(bytes.Span));
            PlannedBatch.WriteChange(batch, new RowChange { Change = ChangeKind.Added, Key = (UInt128)i, Hash = 1, Delivered = i == 3 ? 5 : null, Schema = 7 }, bytes.Span);
        }

        var keys = new RowKeys(null!, ["id"]);
        keys.Add(7, Schema);
        var planned = new PlannedBatch(0, 0, batch.Span.ToArray());
        var rows = planned.Rows(0, 3, keys);
        return (new StepInput { ["rows"] = rows }, new StepInput { ["rows"] = decoded.ToArray() }, rows);
    }
}
