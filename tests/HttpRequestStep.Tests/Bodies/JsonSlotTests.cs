using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests;

/// <summary>JSON that is checked while it is rendered is what it would be if it were checked afterwards.</summary>
public sealed class JsonSlotTests
{
    private const int Generated = 20_000;

    private static readonly string[] Parts =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":", "1", "-0.5e+3", "01", "1.", "true", "tru", "null", " ", "\n", "\\", "\\n", "\\u00e9", "\\u12", "\\x", "x", "\u00e9", "\t", "\u0001", "[1,2,]", "{\"b\":[],},", "],", "},", ",]", ",}", "\",\"",
    ];

    [Fact]
    public void Pieces_of_any_kind_give_what_the_whole_gives()
    {
        var random = new Random(20261125);
        var accepted = 0;
        for (var i = 0; i < Generated; i++)
        {
            string[] pieces = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(4) == 0 ? Valid(random) : Parts[random.Next(Parts.Length)])];
            accepted += AreEqual(pieces, random.Next(1 << pieces.Length)) ? 1 : 0;
        }

        Assert.InRange(accepted, Generated / 20, Generated);
    }

    [Fact]
    public void JSON_in_any_pieces_is_what_it_is_as_a_whole()
    {
        var random = new Random(20261125);
        for (var i = 0; i < Generated; i++)
        {
            var rest = Json(random, depth: 0);
            var pieces = new List<string>();
            while (rest.Length > 0)
            {
                var length = random.Next(1, Math.Min(rest.Length, 12) + 1);
                pieces.Add(rest[..length]);
                rest = rest[length..];
            }

            Assert.True(AreEqual([.. pieces], random.Next() & random.Next()));
        }
    }

    [Theory]
    [InlineData("""[{% for row in rows %}{"a":"{{ row.v }}","b":[{{ row.n }},],"c":{"d":true,},},{% endfor %}]""")]
    [InlineData("""{"rows": [ {% for row in rows %} {{ row.n }} , {% endfor %} ] , }""")]
    [InlineData("""[{% for row in rows %}{% if row.n > 1 %}"{{ row.v }}",{% else %}null,{% endif %}{% endfor %}]""")]
    [InlineData("""{"all":"{{ rows | json }}",}""")]
    [InlineData("""[[1,{% if true %}],"x{% endif %}{% if true %}yz{% endif %}"]""")]
    [InlineData("""[{% for row in rows %}["a","{{ row.v }}","b",],{% endfor %}]""")]
    [InlineData("""{"list":[{% for row in rows %}{{ row.n }},{% endfor %}],"text":"{{ rows[0].v }} and {{ rows[0].v }}"}""")]
    [InlineData("""{% for row in rows %}{% if forloop.first %}[{% endif %}"{{ row.v }}\u0041",{% if forloop.last %}]{% endif %}{% endfor %}""")]
    public void A_template_is_checked_row_after_row(string template)
    {
        var (text, input) = (Compile(template), Input());
        for (var round = 0; round < 3; round++)
        {
            using var body = new PooledBody(1_000_000);
            Assert.True(JsonSlot.TryRender(text, Scope(input), body, escapes: true));
            Assert.Equal(Whole(text, input), Encoding.UTF8.GetString(body.Written));
        }
    }

    [Theory]
    [InlineData("""[{% for row in rows %}{"a":"{{ row.v }}"},{% endfor %}]""")]
    [InlineData("""[{% for row in rows %}{{ row.n }}{{ row.n }},{% endfor %}]""")]
    [InlineData("""[{% for row in rows %}"{{ row.n }}"{% endfor %}]""")]
    public void What_cannot_be_told_from_a_piece_is_told_from_the_whole(string template)
    {
        var (text, input) = (Compile(template), Input());
        using var body = new PooledBody(1_000_000);
        var isJson = JsonSlot.TryRender(text, Scope(input), body, escapes: false);
        Assert.Equal(Whole(text, input, escapes: false), isJson ? Encoding.UTF8.GetString(body.Written) : null);
    }

    [Fact]
    public void Very_many_commas_in_one_value_are_stripped_once()
    {
        var value = "[" + string.Concat(Enumerable.Repeat("[1,],", 200_000)) + "]";
        using var body = new PooledBody(10_000_000);
        Assert.True(JsonSlot.TryRender(Compile("{\"a\":{{ v }},}"), Scope(new StepInput { ["v"] = value }), body, escapes: false));
        Assert.Equal("{\"a\":[" + string.Join(',', Enumerable.Repeat("[1]", 200_000)) + "]}", Encoding.UTF8.GetString(body.Written));
    }

    /// <summary>A value with trailing commas and blanks here and there.</summary>
    private static string Json(Random random, int depth)
    {
        string Blank() => random.Next(4) == 0 ? " \n" : string.Empty;
        string Items(Func<string> item)
        {
            var count = random.Next(4);
            return string.Join("," + Blank(), Enumerable.Range(0, count).Select(_ => item())) + (count > 0 && random.Next(2) == 0 ? Blank() + "," + Blank() : string.Empty);
        }

        return (depth > 3 ? random.Next(4) : random.Next(8)) switch
        {
            0 => "\"a,]b}\\\"c\\u00e9 d\"",
            1 => "\"\"",
            2 => "-12.5e3",
            3 => "null",
            < 6 => "[" + Blank() + Items(() => Json(random, depth + 1)) + "]" + Blank(),
            _ => "{" + Blank() + Items(() => "\"n,\"" + Blank() + ":" + Json(random, depth + 1)) + "}",
        };
    }

    private static string Valid(Random random) => random.Next(4) switch
    {
        0 => "[\"x\",{\"y\":[1,2]},]",
        1 => "{\"a\":{\"b\":\"c\\\"\",},}",
        2 => "\"\u4e2d\\u4e2d\"",
        _ => "[ ]",
    };

    /// <summary>Whether it is JSON, once it is the same as by the whole; each piece stands in the template or is a value, by the bits of a mask.</summary>
    private static bool AreEqual(string[] pieces, int values)
    {
        var input = new StepInput();
        var nodes = new List<TextNode>();
        for (var i = 0; i < pieces.Length; i++)
        {
            input[$"v{i}"] = pieces[i];
            nodes.Add((values & (1 << i)) != 0 ? new PathNode($"v{i}", [new PathSegment($"v{i}")], default) : new LiteralNode(pieces[i]));
        }

        var text = new CompiledText("$", [.. nodes], false, []);
        var whole = Whole(text, input, escapes: false);
        for (var round = 0; round < 2; round++)
        {
            using var body = new PooledBody(1_000_000);
            var isJson = JsonSlot.TryRender(text, Scope(input), body, escapes: false);
            Assert.Equal(whole, isJson ? Encoding.UTF8.GetString(body.Written) : null);
        }

        return whole is not null;
    }

    /// <summary>What the text renders to, stripped and checked as a whole; null when it is no JSON.</summary>
    private static string? Whole(CompiledText text, StepInput input, bool escapes = true)
    {
        var buffer = TextBuffer.Rent(100_000_000);
        text.Render(Scope(input), escapes ? new JsonEscapingSlot(buffer) : buffer.Plain);
        var utf8 = Encoding.UTF8.GetBytes(buffer.ToString());
        buffer.Return();
        return JsonCheck.StripAndCheck(utf8, out var length).Kind == JsonFaultKind.None ? Encoding.UTF8.GetString(utf8, 0, length) : null;
    }

    private static CompiledText Compile(string template) => BothWays.Compile(template, byFluid: false);

    private static StepInput Input() => new()
    {
        ["rows"] = new[]
        {
            new Dictionary<string, object?> { ["v"] = "plain", ["n"] = 1 },
            new Dictionary<string, object?> { ["v"] = "quote \" back \\ \n", ["n"] = 2.5m },
            new Dictionary<string, object?> { ["v"] = "\u4e2d ],}", ["n"] = -3 },
        },
    };

    private static TemplateScope Scope(StepInput input) => new()
    {
        Input = input,
        Frame = new TemplateFrame { MaxRenderedSize = 100_000_000, MaxSteps = 1_000_000, Time = new FakeTimeProvider(DateTimeOffset.UnixEpoch) },
    };
}
